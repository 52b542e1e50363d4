package org.livemirror.ftp.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "*, a, true",
    "*.zip, a$20b.ZIP, true",
    "*.zip, a.zi, false",
    "a?c, abc, true",
    "a?c, ac, false",
    "a*b*c, aXbXbXc, true",
    "a*b*c, aXcXb, false",
    "ab, abc, false",
    "abc*, abc, true",
  })
  void pattern_matchesWholeName(String pattern, String name, boolean expected) {
    assertThat(Glob.parse(pattern).orElseThrow().matches(name)).isEqualTo(expected);
  }

  @Test
  void pattern_thatIsTooLong_isNone() {
    assertThat(Glob.parse("*".repeat(Glob.MAX_LENGTH + 1))).isEmpty();
  }
}
