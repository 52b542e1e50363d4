package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecondsTextTest {
  @Test
  void anyTime_writtenAndRead_isTheSame() {
    Random random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      // From before the year 0 to after 9999, most of them in between.
      Instant time = Instant.ofEpochSecond((random.nextLong() >> 25) + random.nextInt(1000));
      assertThat(SecondsText.parse(time.toString())).isEqualTo(time);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2011-08-25",
        "2011-13-25T06:26:57Z",
        "2011-02-29T06:26:57Z",
        "2011-08-25T06:60:57Z",
        "2011-08-25 06:26:57Z",
        "2011-08-25T06:26:57",
        "2011-08-2/T06:26:57Z",
        "\u0662011-08-25T06:26:57Z",
      })
  void anythingElse_isNoTime(String text) {
    assertThatThrownBy(() -> SecondsText.parse(text)).isInstanceOf(DateTimeException.class);
  }
}
