package org.livemirror.core.trust;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/** A guard as protocol.md §4 describes it, read a second time, apart from what is tested. */
final class OracleGuard {
  private static final String FILE = "[file-";

  /** By lower-case section head, then by lower-case key. */
  private final Map<String, Map<String, String>> sections = new HashMap<>();

  /**
   * Reads a guard.
   *
   * @throws IOException if it is none
   */
  OracleGuard(byte[] guard) throws IOException {
    String rest = new String(guard, ISO_8859_1);
    String section = "";
    while (!rest.isEmpty()) {
      int feed = rest.indexOf('\n');
      String line = feed < 0 ? rest : rest.substring(0, feed);
      rest = feed < 0 ? "" : rest.substring(feed + 1);
      if (feed >= 0 && line.endsWith("\r")) {
        line = line.substring(0, line.length() - 1);
      }
      demand(line.chars().allMatch(c -> c >= ' ' || c == '\t'), "a control character");
      if (line.startsWith("[")) {
        section = line.toLowerCase(Locale.ROOT).stripTrailing();
        boolean known = section.startsWith(FILE) || section.equals("[guardheader]");
        boolean second = sections.put(section, new HashMap<>()) != null;
        demand(!(known && second), "a second section");
        demand(
            !section.startsWith(FILE) || (section.endsWith("]") && section.length() > 7),
            "a crooked head");
      } else if (!line.isBlank() && !line.startsWith(";") && !line.startsWith("#")) {
        demand(line.indexOf('=') > 0, "a line without key");
        key(section, line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
      }
    }
  }

  private void key(String section, String key, String value) throws IOException {
    String name = key.toLowerCase(Locale.ROOT);
    String form =
        switch (section.startsWith(FILE) ? name : section + name) {
          case "sha1" -> "(?i)[0-9a-f]{40}";
          case "sha256" -> "(?i)[0-9a-f]{64}";
          case "sha1_expired" -> ".*";
          case "[guardheader]lastmodifiedutcseconds" -> "[0-9]{1,11}";
          default -> "";
        };
    if (!form.isEmpty()) {
      demand(value.matches(form), "a crooked value");
      boolean second =
          sections.computeIfAbsent(section, head -> new HashMap<>()).put(name, value) != null;
      demand(!second, "a second value");
    }
  }

  private static void demand(boolean condition, String otherwise) throws IOException {
    if (!condition) {
      throw new IOException(otherwise);
    }
  }

  /** Whether it names a file, by base name. */
  boolean names(String file) {
    return sections.containsKey(head(file));
  }

  /** Whether it vouches for these bytes under that name: all digests it gives, and at least one. */
  boolean takes(String file, byte[] content) {
    Map<String, String> digests = sections.getOrDefault(head(file), Map.of());
    return !digests.isEmpty()
        && !digests.containsKey("sha1_expired")
        && digests
            .getOrDefault("sha1", digest("SHA-1", content))
            .equalsIgnoreCase(digest("SHA-1", content))
        && digests
            .getOrDefault("sha256", digest("SHA-256", content))
            .equalsIgnoreCase(digest("SHA-256", content));
  }

  private static String head(String file) {
    return FILE + file.toLowerCase(Locale.ROOT).replaceAll(".*[/\\\\]", "") + "]";
  }

  static String digest(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
