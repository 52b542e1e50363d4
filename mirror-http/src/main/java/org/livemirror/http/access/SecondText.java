package org.livemirror.http.access;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The text of a second in UTC, made once for all exchanges in it. For one thread at a time. */
final class SecondText {
  private final DateTimeFormatter form;
  private long second = Long.MIN_VALUE;
  private byte[] text = {};

  SecondText(String pattern) {
    form = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
  }

  byte[] of(long millis) {
    long asked = Math.floorDiv(millis, 1000L);
    if (asked != second) {
      text = form.format(Instant.ofEpochSecond(asked)).getBytes(StandardCharsets.US_ASCII);
      second = asked;
    }
    return text;
  }
}
