package org.livemirror.http.exchange;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A request target as a path, and path segments as they stand in links: RFC 9112 §3.2, RFC 3986.
 *
 * <p>The path begins with {@code /}. Escapes are decoded once; an escaped byte above 0x7f becomes
 * the Latin-1 character, which no content path holds. Not more than decoded: dots and empty
 * segments stay for {@link org.livemirror.store.ContentPath#parse} to refuse.
 */
public final class RequestTarget {
  private static final String UNESCAPED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~$+,=@";

  private RequestTarget() {}

  /**
   * The path of an origin-form or absolute-form target, its query dropped; empty if it is neither
   * or an escape is malformed.
   */
  public static Optional<String> path(String target) {
    String rest = target;
    if (!target.startsWith("/")) {
      String lower = target.toLowerCase(Locale.ROOT);
      int authority = lower.startsWith("http://") ? 7 : lower.startsWith("https://") ? 8 : -1;
      if (authority < 0) {
        return Optional.empty();
      }
      int end = authority;
      while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
        end++;
      }
      String host = target.substring(authority, end);
      if (host.isEmpty() || host.startsWith(":") || !Authority.isValid(host)) {
        return Optional.empty();
      }
      rest = target.substring(end);
      if (!rest.startsWith("/")) {
        rest = "/" + rest;
      }
    }
    int query = rest.indexOf('?');
    return decode(query < 0 ? rest : rest.substring(0, query));
  }

  private static Optional<String> decode(String raw) {
    StringBuilder path = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '#') {
        return Optional.empty();
      }
      if (c == '%') {
        if (i + 2 >= raw.length()) {
          return Optional.empty();
        }
        int high = Character.digit(raw.charAt(i + 1), 16);
        int low = Character.digit(raw.charAt(i + 2), 16);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        c = (char) (high * 16 + low);
        i += 2;
      }
      path.append(c);
    }
    return Optional.of(path.toString());
  }

  /**
   * One segment as a relative reference: it can be read neither as a scheme nor as an authority nor
   * as markup.
   */
  public static String segment(String name) {
    StringBuilder out = new StringBuilder(name.length() + 8);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      if (b > 0 && UNESCAPED.indexOf(b) >= 0) {
        out.append((char) b);
      } else {
        out.append('%').append(String.format(Locale.ROOT, "%02X", b & 0xff));
      }
    }
    return out.toString();
  }
}
