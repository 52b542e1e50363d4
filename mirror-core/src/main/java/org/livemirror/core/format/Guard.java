package org.livemirror.core.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.livemirror.core.format.IniText.Section;
import org.livemirror.store.Digests;
import org.livemirror.store.Sha1;
import org.livemirror.store.Sha256;

/**
 * A guard: the signed list of files and their digests, inside an archive as {@code <x>.grd} beside
 * its signature {@code <x>.sig}.
 *
 * <p>{@code [GuardHeader]} may be absent. One {@code [File-<name>]} section per file, where {@code
 * <name>} is a base name; sections match without regard to case, and a duplicate is an error.
 * Unknown keys and sections are kept. At most 4 MiB. Immutable.
 */
public final class Guard {
  private static final String FILE = "[File-";
  private static final DateTimeFormatter GMT =
      DateTimeFormatter.ofPattern("yyyyMMdd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final IniText text;
  private final Optional<Instant> lastModified;
  private final Map<String, Entry> entries;

  private Guard(IniText text, Optional<Instant> lastModified, Map<String, Entry> entries) {
    this.text = text;
    this.lastModified = lastModified;
    this.entries = entries;
  }

  /** Reads a guard. */
  public static Guard parse(byte[] bytes) throws MalformedException {
    IniText text = IniText.parse(bytes);
    boolean hasHeader = false;
    Optional<Instant> lastModified = Optional.empty();
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Section section : text.sections()) {
      String head = section.head().text().stripTrailing();
      if (head.regionMatches(true, 0, FILE, 0, FILE.length())) {
        Entry entry = entry(section, head);
        if (entries.put(key(entry.name()), entry) != null) {
          throw IniText.malformed(section.head(), "a second " + head, "one section per file");
        }
      } else if (head.equalsIgnoreCase("[GuardHeader]")) {
        if (hasHeader) {
          throw IniText.malformed(section.head(), "a second " + head, "one");
        }
        hasHeader = true;
        lastModified = time(section);
      }
    }
    return new Guard(text, lastModified, entries);
  }

  private static Entry entry(Section section, String head) throws MalformedException {
    if (!head.endsWith("]") || head.length() == FILE.length() + 1) {
      throw IniText.malformed(section.head(), head, "[File-<name>]");
    }
    String name = head.substring(FILE.length(), head.length() - 1);
    try {
      return new Entry(
          name,
          section.value("SHA1", true).map(Sha1::parse),
          section.value("SHA256", true).map(Sha256::parse),
          section.value("SHA1_EXPIRED", true).isPresent());
    } catch (IllegalArgumentException e) {
      throw IniText.malformed(
          section.head(),
          "a digest of " + name + " that is none: " + e.getMessage(),
          "40 or 64 hex digits");
    }
  }

  private static Optional<Instant> time(Section section) throws MalformedException {
    Optional<String> seconds = section.value("LastModifiedUtcSeconds", true);
    if (seconds.isEmpty()) {
      return Optional.empty();
    }
    if (!seconds.get().matches("\\d{1,11}")) {
      throw IniText.malformed(
          section.head(), "LastModifiedUtcSeconds=" + seconds.get(), "Unix seconds");
    }
    return Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds.get())));
  }

  /**
   * Makes a guard over files by base name, in the vendor's form, CRLF line ends, with both digests
   * for each.
   */
  public static Guard of(Instant lastModified, String legal, Map<String, Digests> files)
      throws MalformedException {
    StringBuilder out = new StringBuilder("[GuardHeader]\r\n");
    out.append("Legal=").append(legal).append("\r\n");
    out.append("LastModifiedUtcSeconds=").append(lastModified.getEpochSecond()).append("\r\n");
    out.append("LastModifiedGmtFormated=").append(GMT.format(lastModified)).append("\r\n");
    files.forEach(
        (name, digests) ->
            out.append("[File-")
                .append(name)
                .append("]\r\n")
                .append("SHA1=")
                .append(digests.sha1())
                .append("\r\n")
                .append("SHA256=")
                .append(digests.sha256())
                .append("\r\n"));
    return parse(out.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The exact bytes: what the signature is over. */
  public byte[] bytes() {
    return text.bytes();
  }

  /** When the content was made, by the guard's own word; empty without a header. */
  public Optional<Instant> lastModified() {
    return lastModified;
  }

  /**
   * The entry for a file or member: its base name after the last {@code /} or {@code \}, case
   * ignored.
   */
  public Optional<Entry> find(String name) {
    return Optional.ofNullable(entries.get(key(baseName(name))));
  }

  /** The part of a member's name that guards go by. */
  public static String baseName(String name) {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * What a guard says of one file.
   *
   * @param expired the guard carries {@code SHA1_EXPIRED}: the file is withdrawn
   */
  public record Entry(String name, Optional<Sha1> sha1, Optional<Sha256> sha256, boolean expired) {}
}
