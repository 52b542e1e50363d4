package org.livemirror.core.catalog;

import java.util.regex.Pattern;

/** Text from outside, as messages and names shown to the operator may hold it. */
public final class ForeignText {
  private static final Pattern DISGUISE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");
  private static final int SHOWN = 300;

  private ForeignText() {}

  /** Whether it holds what could break or disguise a line of a log: controls, other line ends. */
  public static boolean isDisguised(String text) {
    return DISGUISE.matcher(text).find();
  }

  /** The text with {@code ?} for what could break or disguise a line of a log. */
  public static String oneLine(String text) {
    return DISGUISE.matcher(text).replaceAll("?");
  }

  /** {@link #oneLine} of as much as a message needs. */
  public static String shown(String text) {
    return text.length() <= SHOWN ? oneLine(text) : oneLine(text.substring(0, SHOWN)) + "…";
  }
}
