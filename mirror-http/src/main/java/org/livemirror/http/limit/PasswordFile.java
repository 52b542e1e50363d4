package org.livemirror.http.limit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Users and their password hashes, one a line: {@code user:hash}. Empty lines and those that begin
 * with {@code #} do not count. 1 MiB and 10 000 users at most.
 */
final class PasswordFile {
  static final int MAX_BYTES = 1 << 20;
  static final int MAX_USERS = 10_000;
  static final int MAX_USER = 64;

  /** What tells that a file is another than it was. */
  record Version(long size, FileTime modified, @Nullable Object key) {}

  private PasswordFile() {}

  static Version version(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Version(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
  }

  /**
   * Reads the users.
   *
   * @throws IOException if the file cannot be read, or a line means nothing: the message names it
   *     and shows no hash
   */
  static Map<String, PasswordHash> read(Path file) throws IOException {
    Map<String, PasswordHash> users = new HashMap<>();
    int number = 0;
    for (String line : text(file).split("\n", -1)) {
      number++;
      String entry = line.strip();
      if (!entry.isEmpty() && entry.charAt(0) != '#') {
        try {
          add(entry, users);
        } catch (IllegalArgumentException e) {
          throw new IOException(file + " line " + number + ": " + e.getMessage(), e);
        }
      }
    }
    if (users.isEmpty()) {
      throw new IOException(
          file + ": found no user (expected lines such as those of livemirror password)");
    }
    return users;
  }

  private static void add(String entry, Map<String, PasswordHash> users) {
    int colon = entry.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("found no colon (expected user:hash)");
    }
    String user = checkUser(entry.substring(0, colon));
    if (users.put(user, PasswordHash.parse(entry.substring(colon + 1))) != null) {
      throw new IllegalArgumentException("found user '" + user + "' twice (expected each once)");
    }
    if (users.size() > MAX_USERS) {
      throw new IllegalArgumentException("found more than " + MAX_USERS + " users");
    }
  }

  /**
   * A user's name: it stands in the file and in logs.
   *
   * @throws IllegalArgumentException if it could not
   */
  static String checkUser(String name) {
    boolean good =
        !name.isBlank()
            && name.length() <= MAX_USER
            && name.equals(name.strip())
            && name.charAt(0) != '#'
            && name.indexOf(':') < 0
            && name.chars().noneMatch(Character::isISOControl);
    if (!good) {
      throw new IllegalArgumentException(
          "found user '%s' (expected 1 to %d characters, no colon, no # at the beginning)"
              .formatted(name.replaceAll("\\p{Cntrl}", "?"), MAX_USER));
    }
    return name;
  }

  private static String text(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException(file + ": found more than 1 MiB (expected lines of user:hash)");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(file + ": found bytes that are no UTF-8 (expected user:hash)", e);
    }
  }
}
