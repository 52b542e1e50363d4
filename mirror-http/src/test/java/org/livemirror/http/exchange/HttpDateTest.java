package org.livemirror.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDateTest {
  private static final Instant NOW = Instant.parse("2026-11-21T01:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void date_ofEachForm(String text) {
    assertThat(HttpDate.parse(text, NOW)).contains(Instant.parse("1994-11-06T08:49:37Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "1994-11-06T08:49:37Z"
      })
  void date_malformed(String text) {
    assertThat(HttpDate.parse(text, NOW)).isEmpty();
  }

  @Test
  void twoDigitYear_isAtMostFiftyYearsAhead() {
    assertThat(HttpDate.parse("Wednesday, 01-Jan-75 00:00:00 GMT", NOW)).isEmpty();
    assertThat(HttpDate.parse("Tuesday, 01-Jan-75 00:00:00 GMT", NOW))
        .contains(Instant.parse("2075-01-01T00:00:00Z"));
    assertThat(HttpDate.parse("Sunday, 01-Jan-78 00:00:00 GMT", NOW))
        .contains(Instant.parse("1978-01-01T00:00:00Z"));
  }

  @Test
  void date_isWrittenAsImfFixdate() {
    assertThat(HttpDate.format(Instant.parse("1994-11-06T08:49:37.9Z")))
        .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }
}
