package org.livemirror.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "15m, PT15M",
    "4h, PT4H",
    "2d, PT48H",
    "' 3 h ', PT3H",
    "0s, PT0S"
  })
  void duration_withAUnit_isRead(String text, Duration expected) {
    assertThat(Values.duration(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "-1s", "1.5h", "PT1H", "9999999999s", "4H"})
  void duration_ofOtherText_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Values.duration(text))
        .withMessage("found '" + text + "' (expected a time span such as 30s, 15m, 4h or 2d)");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "200KB, 200000",
    "1.5mb, 1500000",
    "100 MB, 100000000",
    "2GB, 2000000000",
    "1TB, 1000000000000",
    "7B, 7"
  })
  void size_withOrWithoutAUnit_isReadInPowersOfAThousand(String text, long expected) {
    assertThat(Values.size(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "MB", "1KiB", "1e3", "1 000"})
  void size_ofOtherText_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Values.size(text))
        .withMessage("found '" + text + "' (expected a size such as 200KB or 100MB)");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "250KB, 250000",
    "1.5mb, 1500000",
    "2Mbit, 250000",
    "2.5 Mbit/s, 312500",
    "64kbit, 8000",
    "10Gbit, 1250000000"
  })
  void rate_inBytesOrBits_isReadAsBytesASecond(String text, long expected) {
    assertThat(Values.rate(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "999", "1kbit", "0.5KB", "2TB", "2Mbps", "fast", "2Mbit/m"})
  void rate_ofOtherText_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Values.rate(text))
        .withMessage(
            "found '"
                + text
                + "' (expected bytes a second such as 250KB, or 2Mbit, from 1KB to 1TB; 0 for no"
                + " limit)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"30000", "30099-30000", "0-5", "1-70000", "-", "1-2-3"})
  void ports_ofOtherText_areRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Values.ports(text));
  }

  @Test
  void time_inUtc_isRead() {
    assertThat(Values.time("2011-08-25T06:26:57Z")).isEqualTo(Instant.ofEpochSecond(1314253617));
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:secret@example.org/x, http://user:***@example.org/x",
    "http://user:se:cr%40et@example.org:8080/, http://user:***@example.org:8080/",
    "ftp://example.org:21/a@b, ftp://example.org:21/a@b",
    "http://user@example.org/, http://user@example.org/",
    "./data, ./data"
  })
  void withoutPassword_ofAUrl_hidesItAndNothingElse(String url, String shown) {
    assertThat(Values.withoutPassword(url)).isEqualTo(shown);
  }
}
