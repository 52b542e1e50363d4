package org.livemirror.http.exchange;

import java.util.regex.Pattern;

/** Host and port, as in Host and in absolute-form targets: RFC 3986 §3.2, RFC 9110 §4.2, §7.2. */
public final class Authority {
  private static final Pattern FORM =
      Pattern.compile(
          "(\\[[0-9A-Fa-fv:.]+]|([A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*+)(:[0-9]*)?");

  private Authority() {}

  /** Whether it is one, without a user; the host may be empty. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }
}
