package org.livemirror.http.limit;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * A bcrypt hash of a password, as {@code htpasswd -B} writes it: {@code $2y$}, {@code $2b$} or
 * {@code $2a$}, cost, salt and hash. Immutable.
 *
 * <p>bcrypt takes 72 bytes of a password (UTF-8); what is beyond does not count, here as elsewhere.
 */
public final class PasswordHash {
  /** Bytes of a password that count. */
  public static final int MAX_PASSWORD_BYTES = 72;

  /** The cost of new hashes: 2^10 rounds, some 50 ms. */
  public static final int DEFAULT_COST = 10;

  /** The least cost there is. */
  public static final int MIN_COST = 4;

  /** The greatest cost taken: some 3 s. */
  public static final int MAX_COST = 16;

  private static final int SALT_BYTES = 16;
  private static final Pattern TEXT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

  private final String text;

  private PasswordHash(String text) {
    this.text = text;
  }

  /**
   * Reads a hash.
   *
   * @throws IllegalArgumentException if it is none; the message does not show it
   */
  public static PasswordHash parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "found no bcrypt hash (expected $2y$…, as livemirror password and htpasswd -B make)");
    }
    int cost = Integer.parseInt(matcher.group(1));
    if (cost < MIN_COST || cost > MAX_COST) {
      throw new IllegalArgumentException(
          "found a bcrypt hash of cost %d (expected %d to %d)".formatted(cost, MIN_COST, MAX_COST));
    }
    return new PasswordHash(text);
  }

  /**
   * Hashes a password; slow by intent.
   *
   * @param password 1 to 72 bytes in UTF-8
   * @param cost 4 to 16
   */
  public static PasswordHash of(String password, int cost, SecureRandom random) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_PASSWORD_BYTES) {
      throw new IllegalArgumentException(
          "found a password of %d bytes (expected 1 to %d)"
              .formatted(bytes.length, MAX_PASSWORD_BYTES));
    }
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return new PasswordHash(OpenBSDBCrypt.generate("2y", bytes, salt, cost));
  }

  /** Whether a password is the one; slow by intent, and takes as long if it is not. */
  boolean matches(byte[] password) {
    return OpenBSDBCrypt.checkPassword(text, password);
  }

  /** Whether it is the same text; for hashes of files, which are not secret from this process. */
  @Override
  public boolean equals(Object other) {
    return other instanceof PasswordHash hash && hash.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The hash, for the file. */
  public String text() {
    return text;
  }
}
