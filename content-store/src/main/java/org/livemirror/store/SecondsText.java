package org.livemirror.store;

import java.time.LocalDate;

/**
 * Times as pages have them, in UTC and whole seconds: {@code 2011-08-25T06:26:57Z}. A server reads
 * one for each file before it is ready, and a general parser takes longer for them than for all the
 * rest of a page.
 */
final class SecondsText {
  /** Of a time, in characters. */
  static final int LENGTH = 20;

  /** What is no time of this form. */
  static final long NONE = Long.MIN_VALUE;

  private static final String FORM = "0000-00-00T00:00:00Z";
  private static final int DAY_SECONDS = 86_400;

  private SecondsText() {}

  /**
   * Reads what {@link java.time.Instant#toString} writes for a year of four digits.
   *
   * @return seconds since 1970, or {@link #NONE} for text of another form
   * @throws java.time.DateTimeException for a date that is not in the calendar
   */
  static long seconds(byte[] text, int from, int to) {
    if (to - from != LENGTH) {
      return NONE;
    }
    for (int i = 0; i < LENGTH; i++) {
      byte c = text[from + i];
      char form = FORM.charAt(i);
      if (form == '0' ? c < '0' || c > '9' : c != form) {
        return NONE;
      }
    }
    int hour = pair(text, from + 11);
    int minute = pair(text, from + 14);
    int second = pair(text, from + 17);
    if (hour > 23 || minute > 59 || second > 59) {
      return NONE;
    }
    int year = pair(text, from) * 100 + pair(text, from + 2);
    long day = LocalDate.of(year, pair(text, from + 5), pair(text, from + 8)).toEpochDay();
    return day * DAY_SECONDS + hour * 3600L + minute * 60L + second;
  }

  private static int pair(byte[] text, int at) {
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  }
}
