package org.livemirror.ftp.verb;

import java.util.regex.Pattern;

/**
 * The {@code -la} that clients put before the path of LIST or NLST because servers used to hand it
 * to {@code ls}. No published name begins so.
 */
final class ListOptions {
  private static final Pattern LEADING = Pattern.compile("^(?:-[A-Za-z0-9]*(?: +|$))+");

  private ListOptions() {}

  /** The argument without them. */
  static String strip(String argument) {
    return LEADING.matcher(argument).replaceFirst("");
  }
}
