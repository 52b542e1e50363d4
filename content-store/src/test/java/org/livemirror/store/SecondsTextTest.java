package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecondsTextTest {
  @Test
  void time_ofAYearOfFourDigits_isReadAsItWasWritten() {
    Random random = new Random(3);
    long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    long last = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    for (int i = 0; i < 10_000; i++) {
      Instant time = Instant.ofEpochSecond(first + (long) (random.nextDouble() * (last - first)));
      assertThat(seconds(time.toString())).as("%s", time).isEqualTo(time.getEpochSecond());
    }
  }

  @Test
  void everyDay_ofAGregorianCycle_isReadAsItWasWritten() {
    Instant day = Instant.parse("1999-12-31T23:59:59Z");
    for (int i = 0; i < 146_097; i++, day = day.plus(1, ChronoUnit.DAYS)) {
      assertThat(seconds(day.toString())).as("%s", day).isEqualTo(day.getEpochSecond());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2011-08-25",
        "2011-08-25T06:60:57Z",
        "2011-08-25T24:00:00Z",
        "2011-08-25T23:59:60Z",
        "2011-08-25 06:26:57Z",
        "2011-08-25T06:26:57",
        "2011-08-25T06:26:57.5Z",
        "2011-08-2/T06:26:57Z",
        "2011-08-2:T06:26:57Z",
        "+12011-08-25T06:26:57Z",
        "-0001-08-25T06:26:57Z",
      })
  void textOfAnotherForm_isNone(String text) {
    assertThat(seconds(text)).isEqualTo(SecondsText.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2011-13-25T06:26:57Z", "2011-02-29T06:26:57Z", "2011-00-01T06:26:57Z"})
  void date_notInTheCalendar_isRefused(String text) {
    assertThatThrownBy(() -> seconds(text)).isInstanceOf(DateTimeException.class);
  }

  private static long seconds(String text) {
    byte[] bytes = ("x" + text + "x").getBytes(StandardCharsets.ISO_8859_1);
    return SecondsText.seconds(bytes, 1, bytes.length - 1);
  }
}
