package org.livemirror.ftp.wire;

import java.util.List;

/**
 * An answer on the control connection, RFC 959 §4.2.
 *
 * @param code three digits
 * @param lines at least one; with more, the first and the last carry the code. May hold what a
 *     client sent: control characters become {@code ?} when it is written
 */
public record Reply(int code, List<String> lines) {
  /** An answer of one line. */
  public Reply(int code, String text) {
    this(code, List.of(text));
  }

  /** Whether the server closes the connection after it. */
  public boolean closes() {
    return code == 221 || code == 421;
  }

  /** The lines as they go over the wire. */
  String encoded() {
    StringBuilder text = new StringBuilder();
    int last = lines.size() - 1;
    for (int i = 0; i <= last; i++) {
      if (i == last) {
        text.append(code).append(' ');
      } else if (i == 0) {
        text.append(code).append('-');
      } else {
        text.append(' ');
      }
      text.append(printable(lines.get(i))).append("\r\n");
    }
    return text.toString();
  }

  /** The text with every control character replaced, fit for a reply or a log. */
  public static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
