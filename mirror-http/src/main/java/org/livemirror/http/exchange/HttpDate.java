package org.livemirror.http.exchange;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Dates in headers: RFC 9110 §5.6.7. Written as IMF-fixdate, read in all three forms. */
public final class HttpDate {
  private static final DateTimeFormatter IMF =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.US);

  private HttpDate() {}

  /** Whole seconds. */
  public static String format(Instant time) {
    return IMF.format(time);
  }

  /**
   * The time that {@code text} spells, or empty if it is no HTTP date.
   *
   * @param now decides the century of two-digit years: at most 50 years ahead
   */
  public static Optional<Instant> parse(String text, Instant now) {
    return Stream.of(IMF, rfc850(now), ASCTIME)
        .flatMap(form -> parse(text.trim(), form).stream())
        .findFirst();
  }

  private static Optional<Instant> parse(String text, DateTimeFormatter form) {
    try {
      return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter rfc850(Instant now) {
    ZonedDateTime oldest = now.atZone(ZoneOffset.UTC).minusYears(49);
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, oldest.toLocalDate())
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.US);
  }
}
