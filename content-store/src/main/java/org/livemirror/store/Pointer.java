package org.livemirror.store;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a channel serves: a generation and the SHA-256 of its manifest. As text, one line: {@code
 * 000042 <64 hex>}.
 */
public record Pointer(int generation, Sha256 manifest) {
  private static final Pattern LINE = Pattern.compile("(\\d{6,9}) ([0-9a-f]{64})\n");
  private static final int SHOWN = 100;

  /**
   * Reads the line.
   *
   * @param where names it in errors
   */
  static Pointer read(byte[] bytes, String where) throws DamagedStoreException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Matcher matcher = LINE.matcher(text);
    if (!matcher.matches()) {
      throw new DamagedStoreException(
          where
              + ": found '"
              + text.substring(0, Math.min(text.length(), SHOWN)).replaceAll("[^ -~]", "?")
              + "' (expected one line: a generation's number and the SHA-256 of its manifest);"
              + " roll back to a whole generation to write it anew");
    }
    return new Pointer(Integer.parseInt(matcher.group(1)), Sha256.parse(matcher.group(2)));
  }

  byte[] bytes() {
    return (name(generation) + " " + manifest + "\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A generation's number as files are named by it: at least six digits. */
  public static String name(int generation) {
    return String.format(Locale.ROOT, "%06d", generation);
  }
}
