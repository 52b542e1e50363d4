package org.livemirror.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Month;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MicroDefsTest {
  @Test
  void versions_areCurDefsAndTheTwelveMonths() {
    assertThat(MicroDefs.versions())
        .containsExactly(
            "MicroDefsB.CurDefs",
            "MicroDefsB.Jan",
            "MicroDefsB.Feb",
            "MicroDefsB.Mar",
            "MicroDefsB.Apr",
            "MicroDefsB.May",
            "MicroDefsB.Jun",
            "MicroDefsB.Jul",
            "MicroDefsB.Aug",
            "MicroDefsB.Sep",
            "MicroDefsB.Oct",
            "MicroDefsB.Nov",
            "MicroDefsB.Dec")
        .allMatch(MicroDefs::isVersion);
  }

  @Test
  void version_underAnotherLocale_staysEnglish() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.FRANCE);
    try {
      assertThat(MicroDefs.version(Month.AUGUST)).isEqualTo("MicroDefsB.Aug");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MicroDefsB.CurDefs", "microdefsb.apr", "MICRODEFSB.APR"})
  void version_ofTheScheme_isRecognised(String version) {
    assertThat(MicroDefs.isVersion(version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "11.0", "MicroDefs.Apr", "MicroDefsB", "xMicroDefsB.Apr"})
  void version_ofOtherContent_isNot(String version) {
    assertThat(MicroDefs.isVersion(version)).isFalse();
  }
}
