package org.livemirror.http;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.HttpDate;

/** The Date header, made once a second: RFC 9110 §6.6.1. Safe for all threads. */
final class DateLine {
  private final Clock clock;
  private volatile Made made = new Made(Long.MIN_VALUE, new byte[0]);

  private static final class Made {
    final long second;
    final byte[] line;

    Made(long second, byte[] line) {
      this.second = second;
      this.line = line;
    }
  }

  DateLine(Clock clock) {
    this.clock = clock;
  }

  /** What stands in the line. */
  AsciiString value() {
    byte[] line = now();
    int name = HeaderNames.DATE.length() + 2;
    return new AsciiString(line, name, line.length - name - 2, false);
  }

  /** The line with its end; nobody changes it. */
  byte[] now() {
    long second = Math.floorDiv(clock.millis(), 1000L);
    Made last = made;
    if (last.second != second) {
      String text =
          HeaderNames.DATE + ": " + HttpDate.format(Instant.ofEpochSecond(second)) + "\r\n";
      last = new Made(second, text.getBytes(StandardCharsets.US_ASCII));
      made = last;
    }
    return last.line;
  }
}
