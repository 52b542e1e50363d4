package org.livemirror.http.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
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
      new Representation("\"a\"", Instant.parse("2026-01-02T03:04:05Z"), 10);

  private static Selection select(String headers, Representation file, boolean ranges) {
    HttpHeaders parsed = new DefaultHttpHeaders();
    for (MatchResult header : HEADER.matcher(headers).results().toList()) {
      parsed.add(header.group(1), header.group(2));
    }
    return Selection.of(parsed, file, ranges, NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "If-Match: \"a\" | WHOLE",
        "If-Match: \"b\",\"a\" | WHOLE",
        "If-Match: \"b\",,\"a\" | WHOLE",
        "If-Match: \"b\" \"a\" | PRECONDITION_FAILED",
        "If-Match: a | PRECONDITION_FAILED",
        "If-Match: \"a | PRECONDITION_FAILED",
        "If-Match: W/\"a\" | PRECONDITION_FAILED",
        "If-Match: W/ | PRECONDITION_FAILED",
        "If-None-Match: W/\"a\" | NOT_MODIFIED",
        "If-None-Match: w/\"a\" | WHOLE",
        "If-None-Match: \"\",\"a\" | NOT_MODIFIED",
        "If-None-Match: \"A\" | WHOLE",
        "If-None-Match: \"b\"; If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | WHOLE",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:04 GMT | WHOLE",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 GMT | NOT_MODIFIED",
        "If-Modified-Since: Friday, 02-Jan-26 03:04:05 GMT | NOT_MODIFIED",
        "If-Modified-Since: Fri Jan  2 03:04:05 2026 | NOT_MODIFIED",
        "If-Modified-Since: Fri, 02 Jan 2026 03:04:05 CET | WHOLE",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT | PRECONDITION_FAILED",
        "If-Unmodified-Since: nonsense | WHOLE",
        "If-Match: \"a\"; If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT | WHOLE",
        "If-Unmodified-Since: Fri, 02 Jan 2026 03:04:04 GMT; If-None-Match: * | PRECONDITION_FAILED",
        "If-None-Match: *; Range: bytes=99- | NOT_MODIFIED",
        "If-Range: \"a\"; Range: bytes=99- | UNSATISFIABLE",
        "If-Range: \"b\"; Range: bytes=99- | WHOLE",
        "If-Range: Fri, 02 Jan 2026 03:04:06 GMT; Range: bytes=1- | WHOLE",
        "If-Range: Friday, 02-Jan-26 03:04:05 GMT; Range: bytes=1- | PART",
      })
  void outcome(String headers, String expected) {
    assertThat(select(headers, FILE, true).outcome())
        .isEqualTo(Outcome.valueOf(expected.toUpperCase(Locale.ROOT)));
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=9-9, 9, 1",
    "bytes=9-10, 9, 1",
    "bytes=0-, 0, 10",
    "bytes=-10, 0, 10",
    "bytes=-11, 0, 10",
    "bytes=-1, 9, 1",
    "bytes= 3-4, 3, 2",
    "bytes=00000000000000000000003-4, 3, 2",
    "bytes=0-9223372036854775807, 0, 10",
    "bytes=0-9223372036854775808, 0, 10",
    "bytes=-9223372036854775808, 0, 10",
  })
  void range_ofTenBytes(String range, long first, long length) {
    assertThat(select("Range: " + range, FILE, true))
        .isEqualTo(new Selection(Outcome.PART, first, length));
    assertThat(select("Range: " + range, FILE, false))
        .isEqualTo(new Selection(Outcome.WHOLE, 0, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=10-, UNSATISFIABLE",
    "bytes=18446744073709551616-18446744073709551617, UNSATISFIABLE",
    "bytes=-0, UNSATISFIABLE",
    "bytes=2-1, WHOLE",
    "bytes=--1, WHOLE",
    "bytes=1-2-3, WHOLE",
    "bytes=, WHOLE",
    "bytes, WHOLE",
    "bytes=1 -2, WHOLE",
    "bytes=0x1-2, WHOLE",
    "bytes=\u0661-\u0662, WHOLE",
    "'bytes=0-1,2-3', WHOLE",
  })
  void range_thatGivesNoPart(String range, Outcome expected) {
    assertThat(select("Range: " + range, FILE, true).outcome()).isEqualTo(expected);
  }
}
