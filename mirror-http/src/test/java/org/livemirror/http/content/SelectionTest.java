package org.livemirror.http.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.livemirror.http.content.Selection.Outcome;

/** Tables: headers on a file of 10 bytes with tag {@code "a"}, and what is selected. */
final class SelectionTest {
  private static final Pattern HEADER = Pattern.compile("([A-Za-z-]+): ([^;]*)");
  private static final Instant NOW = Instant.parse("2026-11-21T01:00:00Z");
  private static final Representation FILE =
      new Representation("\"a\"", Instant.parse("2026-01-02T03:04:05Z"), 10, true);

  /** One that may have been another file of a later date. */
  private static final Representation REPLACED =
      new Representation(FILE.etag(), FILE.modified(), FILE.sizeBytes(), false);

  private static Selection select(String headers, int mostRanges) {
    return select(headers, FILE, mostRanges);
  }

  private static Selection select(String headers, Representation file, int mostRanges) {
    HttpHeaders parsed = new DefaultHttpHeaders();
    for (MatchResult header : HEADER.matcher(headers).results().toList()) {
      parsed.add(header.group(1), header.group(2));
    }
    return Selection.of(parsed, file, mostRanges, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // §13.1.1 If-Match: strong comparison; any file there is matches *
        "If-Match: \"a\" | WHOLE",
        "If-Match: * | WHOLE",
        "If-Match: \"b\"  ,\t\"a\"   | WHOLE",
        "If-Match: \"b\"; If-Match: \"a\" | WHOLE",
        "If-Match: W/\"a\", \"a\" | WHOLE",
        "If-Match: \"b\" | PRECONDITION_FAILED",
        "If-Match: *, \"a\" | PRECONDITION_FAILED",
        "If-Match: *; If-Match: * | PRECONDITION_FAILED",
        "If-Match: \"a,b\" | PRECONDITION_FAILED",
        "If-Match: \"A\" | PRECONDITION_FAILED",
        "If-Match: , | PRECONDITION_FAILED",
        "If-Match: \"b\",\"a\" | WHOLE",
        "If-Match: \"b\",,\"a\" | WHOLE",
        "If-Match: \"b\" \"a\" | PRECONDITION_FAILED",
        "If-Match: a | PRECONDITION_FAILED",
        "If-Match: \"a | PRECONDITION_FAILED",
        "If-Match: W/\"a\" | PRECONDITION_FAILED",
        "If-Match: W/ | PRECONDITION_FAILED",
        // §13.1.2 If-None-Match: weak comparison
        "If-None-Match: \"a\" | NOT_MODIFIED",
        "If-None-Match: * | NOT_MODIFIED",
        "If-None-Match: \"b\" , W/\"a\" | NOT_MODIFIED",
        "If-None-Match: \"b\"; If-None-Match: \"a\" | NOT_MODIFIED",
        "If-None-Match: \"b,\",\"a\" | NOT_MODIFIED",
        "If-None-Match: \"b\" | WHOLE",
        "If-None-Match: W/\"b\", \"c\" | WHOLE",
        "If-None-Match: \"b\", * | WHOLE",
        "If-None-Match: a | WHOLE",
        "If-None-Match: W/\"a\" | NOT_MODIFIED",
        "If-None-Match: w/\"a\" | WHOLE",
        "If-None-Match: \"\",\"a\" | NOT_MODIFIED",
        "If-None-Match: \"A\" | WHOLE",
        "If-None-Match: \"b\"; If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | WHOLE",
        // §13.1.3 If-Modified-Since: three forms; counts only alone, valid and without
        // If-None-Match
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:04 GMT | WHOLE",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:06 GMT | NOT_MODIFIED",
        "If-Modified-Since: Fri, 01 Jan 2088 00:00:00 GMT | WHOLE",
        "If-Modified-Since: Thu, 01 Jan 2088 00:00:00 GMT | NOT_MODIFIED",
        "If-Modified-Since: Friday, 02-Jan-26 03:04:04 GMT | WHOLE",
        "If-Modified-Since: Fri Jan  2 03:04:04 2026 | WHOLE",
        "If-Modified-Since: fri, 02 jan 2026 03:04:05 gmt | WHOLE",
        "If-Modified-Since: Fri, 2 Jan 2026 03:04:05 GMT | WHOLE",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT, Fri, 02 Jan 2026 03:04:05 GMT | WHOLE",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT; If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | WHOLE",
        "If-None-Match: x; If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | WHOLE",
        "If-None-Match: \"a\"; If-Modified-Since: Fri, 02 Jan 2026 03:04:04 GMT | NOT_MODIFIED",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | NOT_MODIFIED",
        "If-Modified-Since: Friday, 02-Jan-26 03:04:05 GMT | NOT_MODIFIED",
        "If-Modified-Since: Fri Jan  2 03:04:05 2026 | NOT_MODIFIED",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 CET | WHOLE",
        // §13.1.4 If-Unmodified-Since: counts only alone, valid and without If-Match
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT | PRECONDITION_FAILED",
        "If-Unmodified-Since: Friday, 02-Jan-26 03:04:04 GMT | PRECONDITION_FAILED",
        "If-Unmodified-Since: Fri Jan  2 03:04:04 2026 | PRECONDITION_FAILED",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:05 GMT | WHOLE",
        "If-Unmodified-Since: Thu, 01 Jan 2088 00:00:00 GMT | WHOLE",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT; If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT | WHOLE",
        "If-Unmodified-Since: nonsense | WHOLE",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:05 GMT; Range: bytes=2-3 | PART",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:06 GMT; Range: bytes=2-3 | PART",
        "If-Match: \"a\"; If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT | WHOLE",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT; If-None-Match: * | PRECONDITION_FAILED",
        "If-None-Match: *; Range: bytes=99- | NOT_MODIFIED",
        // §13.2.2: 1 If-Match, 2 If-Unmodified-Since, 3 If-None-Match, 4 If-Modified-Since, 5
        // If-Range
        "If-Match: \"a\"; If-None-Match: \"a\" | NOT_MODIFIED",
        "If-Match: \"b\"; If-None-Match: \"b\" | PRECONDITION_FAILED",
        "If-Match: \"a\"; If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | NOT_MODIFIED",
        "If-Match: \"b\"; If-Unmodified-Since: Thu, 01 Jan 2088 00:00:00 GMT | PRECONDITION_FAILED",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:05 GMT; If-None-Match: \"a\" | NOT_MODIFIED",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT; If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | PRECONDITION_FAILED",
        "If-Match: \"b\"; Range: bytes=0-1 | PRECONDITION_FAILED",
        "If-Match: \"a\"; If-None-Match: \"b\"; If-Range: \"a\"; Range: bytes=0-1 | PART",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT; Range: bytes=0-1 | NOT_MODIFIED",
        // §13.1.5 If-Range: strong comparison, or the very date; nothing without Range
        "If-Range: \"a\" | WHOLE",
        "If-Range: \"b\" | WHOLE",
        "If-Range: \"a\"; Range: bytes=0-1 | PART",
        "If-Range: \"a\"; Range: bytes=0-1,3-4 | PARTS",
        "If-Range: \"b\"; Range: bytes=0-1,3-4 | WHOLE",
        "If-Range: W/\"a\"; Range: bytes=0-1 | WHOLE",
        "If-Range: *; Range: bytes=0-1 | WHOLE",
        "If-Range: \"b\", \"a\"; Range: bytes=0-1 | WHOLE",
        "If-Range: \"a\"; If-Range: \"a\"; Range: bytes=0-1 | WHOLE",
        "If-Range: Fri, 02 Jan 2026 03:04:05 GMT; Range: bytes=0-1 | PART",
        "If-Range: Fri Jan  2 03:04:05 2026; Range: bytes=0-1,3-4 | PARTS",
        "If-Range: Fri, 02 Jan 2026 03:04:04 GMT; Range: bytes=0-1 | WHOLE",
        "If-Range: yesterday; Range: bytes=0-1 | WHOLE",
        "If-Range: \"a\"; Range: bytes=99- | UNSATISFIABLE",
        "If-Range: \"b\"; Range: bytes=99- | WHOLE",
        "If-Range: Fri, 02 Jan 2026 03:04:06 GMT; Range: bytes=1- | WHOLE",
        "If-Range: Friday, 02-Jan-26 03:04:05 GMT; Range: bytes=1- | PART",
      })
  void outcome(String headers, String expected) {
    assertThat(select(headers, 16).outcome())
        .isEqualTo(Outcome.valueOf(expected.toUpperCase(Locale.ROOT)));
  }

  /** §8.8.2.2: a date that other bytes may have had is no reason for 304, nor to send a part. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | NOT_MODIFIED",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:04 GMT | WHOLE",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:06 GMT | WHOLE",
        "If-None-Match: \"a\"; If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | NOT_MODIFIED",
        "If-None-Match: \"b\"; If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | WHOLE",
        "If-Range: Fri, 02 Jan 2026 03:04:05 GMT; Range: bytes=0-1 | WHOLE",
        "If-Range: \"a\"; Range: bytes=0-1 | PART",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT | PRECONDITION_FAILED",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:06 GMT; Range: bytes=2-3 | WHOLE",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:05 GMT; Range: bytes=2-3 | WHOLE",
        "If-Unmodified-Since: yesterday; Range: bytes=2-3 | PART",
        "If-Match: \"a\"; If-Unmodified-Since: Fri, 02 Jan 2026 03:04:06 GMT; Range: bytes=2-3 | PART",
      })
  void outcome_ofAFileThatIsReplacedInPlace(String headers, String expected) {
    assertThat(select(headers, REPLACED, 16).outcome()).isEqualTo(Outcome.valueOf(expected));
  }

  @ParameterizedTest
  @CsvSource({"bytes=0-1", "bytes=99-", "'bytes=0-1,3-4'", "'bytes=0-1,3-4,5-6'"})
  void range_whereItDoesNotCount_isTheWholeFile(String range) {
    assertThat(select("Range: " + range, 0))
        .isEqualTo(new Selection(Outcome.WHOLE, List.of(new Span(0, 10))));
  }
}
