package org.livemirror.http.access;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.Exchange;

/**
 * The combined format: {@code client - user [time] "request" status bytes "referer" "user-agent"}.
 *
 * <p>The time is that of the answer's end, in UTC. What is not printable ASCII is {@code \xhh} for
 * each byte, and so are quotes and backslashes, so a line has one reading only.
 */
final class CombinedLines implements LineFormat {
  private static final boolean[] PLAIN = plain("\"\\");
  private static final boolean[] PLAIN_WORD = plain("\"\\ ");
  private static final byte[] NOBODY = {' ', '-', ' '};

  private final Addresses addresses = new Addresses();
  private final SecondText times = new SecondText("'['dd/MMM/yyyy:HH:mm:ss' +0000] \"'");

  private static boolean[] plain(String except) {
    boolean[] plain = new boolean[127];
    for (char each = ' '; each < plain.length; each++) {
      plain[each] = except.indexOf(each) < 0;
    }
    return plain;
  }

  @Override
  public void write(Exchange exchange, LineBuffer line) {
    line.put(addresses.text(exchange.client()));
    line.put(NOBODY);
    putOrDash(line, exchange.user(), MAX_USER, PLAIN_WORD);
    line.put(' ');
    line.put(times.of(exchange.startedMillis() + exchange.tookNanos() / 1_000_000));
    putRequest(line, exchange);
    line.put('"');
    line.put(' ');
    line.putNumber(exchange.status());
    line.put(' ');
    line.putNumber(exchange.sentBytes());
    line.put(' ');
    line.put('"');
    putOrDash(line, exchange.referer(), MAX_REFERER, PLAIN);
    line.put('"');
    line.put(' ');
    line.put('"');
    putOrDash(line, exchange.userAgent(), MAX_AGENT, PLAIN);
    line.put('"');
    line.endLine();
  }

  private static void putRequest(LineBuffer line, Exchange exchange) {
    String method = exchange.method();
    if (method.isEmpty()) {
      line.put('-');
      return;
    }
    put(line, method, MAX_WORD, PLAIN_WORD);
    line.put(' ');
    put(line, exchange.target(), MAX_TARGET, PLAIN_WORD);
    if (!exchange.protocol().isEmpty()) {
      line.put(' ');
      put(line, exchange.protocol(), MAX_WORD, PLAIN_WORD);
    }
  }

  private static void putOrDash(
      LineBuffer line, @Nullable String text, int longest, boolean[] plain) {
    if (text == null || text.isEmpty()) {
      line.put('-');
    } else {
      put(line, text, longest, plain);
    }
  }

  private static void put(LineBuffer line, String text, int longest, boolean[] plain) {
    int to = Math.min(text.length(), longest);
    for (int i = line.putPlain(text, 0, to, plain); i < to; ) {
      char each = text.charAt(i);
      if (each < 256) {
        putEscaped(line, each);
      } else {
        // Not from a request: its bytes come as characters below 256. Half a pair becomes '?'.
        int point = text.codePointAt(i);
        for (byte part : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          putEscaped(line, part & 0xff);
        }
        i += Character.charCount(point) - 1;
      }
      i = line.putPlain(text, i + 1, to, plain);
    }
    if (to < text.length()) {
      line.putPlain(CUT, 0, CUT.length(), PLAIN);
    }
  }

  private static void putEscaped(LineBuffer line, int value) {
    line.put('\\');
    line.put('x');
    line.putHex(value, 2);
  }
}
