package org.livemirror.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 */4 * * *  | 2011-08-25T15:23:00Z | PT37M",
        "0 */4 * * *  | 2011-08-25T16:00:00Z | PT4H",
        "*/15 * * * * | 2011-08-25T15:59:30Z | PT30S",
        "30 2 * * 1   | 2011-08-25T02:30:00Z | PT96H",
        "0 0 1 * *    | 2011-12-31T23:00:00Z | PT1H",
        // On the night that has no half past two, there is no run.
        "30 2 * * *   | 2011-03-27T00:00:00+01:00[Europe/Berlin] | PT25H30M"
      })
  void untilNext_ofAnExpression_isTheWaitInTheGivenZone(
      String text, ZonedDateTime now, Duration wait) {
    assertThat(Cron.parse(text).untilNext(now)).contains(wait);
  }

  @Test
  void untilNext_ofADayThatNeverComes_isEmpty() {
    assertThat(Cron.parse("0 0 30 2 *").untilNext(ZonedDateTime.parse("2011-08-25T15:23:00Z")))
        .isEmpty();
  }

  @Test
  void toString_isTheTextGiven() {
    assertThat(Cron.parse("0 */4 * * *")).hasToString("0 */4 * * *");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hourly", "* * * *", "* * * * * *", "60 * * * *", "0 24 * * *"})
  void parse_ofOtherText_saysWhatWasFoundAndExpected(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.parse(text))
        .withMessageStartingWith(
            "found '" + text + "' (expected minute hour day month weekday, such as 0 */4 * * *)");
  }
}
