package org.livemirror.core.space;

import java.util.Locale;

/** Numbers of bytes for people, in the units that settings have: powers of 1000. */
public final class SizeText {
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

  private SizeText() {}

  /** A number of bytes, short: {@code 214.3 KB}. */
  public static String of(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
