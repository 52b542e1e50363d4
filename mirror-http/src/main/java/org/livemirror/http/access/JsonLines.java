package org.livemirror.http.access;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.Exchange;

/**
 * One JSON object a line. Members that an exchange does not have are left out.
 *
 * <p>What is not printable ASCII is {@code \}{@code uhhhh}; a byte of a request is one character.
 */
final class JsonLines implements LineFormat {
  private static final boolean[] PLAIN = plain();
  private static final byte[] TIME = bytes("{\"time\":\"");
  private static final byte[] CLIENT = bytes("Z\",\"client\":\"");
  private static final byte[] STATUS = bytes(",\"status\":");
  private static final byte[] BYTES = bytes(",\"bytes\":");
  private static final byte[] WHOLE = bytes(",\"whole\":true,\"micros\":");
  private static final byte[] PART = bytes(",\"whole\":false,\"micros\":");
  private static final byte[] USER = member("user");
  private static final byte[] METHOD = member("method");
  private static final byte[] TARGET = member("target");
  private static final byte[] PROTOCOL = member("protocol");
  private static final byte[] CONTENT = member("content");
  private static final byte[] REFERER = member("referer");
  private static final byte[] AGENT = member("agent");

  private final Addresses addresses = new Addresses();
  private final SecondText times = new SecondText("yyyy-MM-dd'T'HH:mm:ss'.'");

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] member(String name) {
    return bytes(",\"" + name + "\":\"");
  }

  private static boolean[] plain() {
    boolean[] plain = new boolean[127];
    for (char each = ' '; each < plain.length; each++) {
      plain[each] = each != '"' && each != '\\';
    }
    return plain;
  }

  @Override
  public void write(Exchange exchange, LineBuffer line) {
    long millis = exchange.startedMillis();
    line.put(TIME);
    line.put(times.of(millis));
    line.putDigits(Math.floorMod(millis, 1000L), 3);
    line.put(CLIENT);
    line.put(addresses.text(exchange.client()));
    line.put('"');
    put(line, USER, exchange.user(), MAX_USER);
    put(line, METHOD, exchange.method(), MAX_WORD);
    put(line, TARGET, exchange.target(), MAX_TARGET);
    put(line, PROTOCOL, exchange.protocol(), MAX_WORD);
    line.put(STATUS);
    line.putNumber(exchange.status());
    line.put(BYTES);
    line.putNumber(exchange.sentBytes());
    line.put(exchange.whole() ? WHOLE : PART);
    line.putNumber(exchange.tookNanos() / 1000);
    if (exchange.content().isPresent()) {
      put(line, CONTENT, exchange.content().get().toString(), MAX_TARGET);
    }
    put(line, REFERER, exchange.referer(), MAX_REFERER);
    put(line, AGENT, exchange.userAgent(), MAX_AGENT);
    line.put('}');
    line.endLine();
  }

  private static void put(LineBuffer line, byte[] member, @Nullable String text, int longest) {
    if (text == null || text.isEmpty()) {
      return;
    }
    line.put(member);
    int to = Math.min(text.length(), longest);
    for (int i = line.putPlain(text, 0, to, PLAIN); i < to; ) {
      char each = text.charAt(i);
      line.put('\\');
      if (each == '"' || each == '\\') {
        line.put(each);
      } else {
        line.put('u');
        line.putHex(isHalf(text, i, to) ? 0xfffd : each, 4);
      }
      i = line.putPlain(text, i + 1, to, PLAIN);
    }
    if (to < text.length()) {
      line.putPlain(CUT, 0, CUT.length(), PLAIN);
    }
    line.put('"');
  }

  /** Whether this is half of a surrogate pair whose other half is not there. */
  private static boolean isHalf(String text, int i, int to) {
    char each = text.charAt(i);
    if (Character.isHighSurrogate(each)) {
      return i + 1 >= to || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(each)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
