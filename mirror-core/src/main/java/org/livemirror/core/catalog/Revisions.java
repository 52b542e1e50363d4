package org.livemirror.core.catalog;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Revisions of definitions, numbers of the form {@code YYMMDDRRR}: 110824050 is revision 50 of
 * 2011-08-24.
 */
public final class Revisions {
  private static final long MAX = 999_999_999;

  private Revisions() {}

  /** The day of a revision; empty for a number that is not of the form. */
  public static Optional<LocalDate> day(long revision) {
    if (revision < 0 || revision > MAX) {
      return Optional.empty();
    }
    int day = (int) (revision / 1000);
    try {
      return Optional.of(LocalDate.of(2000 + day / 10000, day / 100 % 100, day % 100));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
