package org.livemirror.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Times as pages have them, in UTC and whole seconds: {@code 2011-08-25T06:26:57Z}. A server reads
 * one for each file before it is ready, and a general parser takes longer for them than for all the
 * rest of a page.
 */
final class SecondsText {
  private static final String FORM = "0000-00-00T00:00:00Z";

  private SecondsText() {}

  /**
   * Reads what {@link Instant#toString} writes.
   *
   * @throws DateTimeException for anything else
   */
  static Instant parse(String text) {
    if (!isUsual(text)) {
      return Instant.parse(text); // no year of four digits: well formed, if of no use
    }
    return LocalDateTime.of(
            number(text, 0, 4),
            number(text, 5, 7),
            number(text, 8, 10),
            number(text, 11, 13),
            number(text, 14, 16),
            number(text, 17, 19))
        .toInstant(ZoneOffset.UTC);
  }

  private static boolean isUsual(String text) {
    if (text.length() != FORM.length()) {
      return false;
    }
    for (int i = 0; i < FORM.length(); i++) {
      char c = text.charAt(i);
      if (FORM.charAt(i) == '0' ? c < '0' || c > '9' : c != FORM.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
