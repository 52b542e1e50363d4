package org.livemirror.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PackageNameTest {
  @ParameterizedTest
  @CsvSource({
    "1314253617jtun_nav2k8enncur25.m25, 2011-08-25T06:26:57Z,",
    "1313715088jtun_nav2k8enn04m25.m25, 2011-08-19T00:51:28Z,",
    "1314282430jtun_nav2k8en110824050.m25, 2011-08-25T14:27:10Z, 110824050"
  })
  void name_ofARealPackage_isRead(String fileName, Instant published, Long from) {
    assertThat(PackageName.parse(fileName))
        .hasValue(
            new PackageName(
                fileName, published, from == null ? OptionalLong.empty() : OptionalLong.of(from)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1314282430jtun_nav2k8en110824050.zip",
        "1314282430jtun_nav2k8en110824050.x01",
        "1314282430jtun_nav2k8en110824050",
        "1314282430JTUN_NAV2K8EN110824050.M25",
        "1314282430jtun_110418018to110824050.m25"
      })
  void name_endingInARevision_isADelta(String fileName) {
    assertThat(deltaFrom(fileName)).hasValue(110824050);
  }

  @ParameterizedTest
  @CsvSource({
    "1262304000jtun_en091231999.m25, 91231999",
    "1262304001jtun_en100101001.m25, 100101001",
    "1262304001jtun_en000101000.m25, 101000",
    "1330473600jtun_en120229001.m25, 120229001"
  })
  void revision_inTheName_isANumber(String fileName, long revision) {
    assertThat(deltaFrom(fileName)).hasValue(revision);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1314282430jtun_nav2k8en111324050.m25",
        "1314282430jtun_nav2k8en110832050.m25",
        "1314282430jtun_nav2k8en110229001.m25",
        "1314282430jtun_nav2k8en110800050.m25",
        "1314282430jtun_nav2k8en1110824050.m25",
        "1314282430jtun_nav2k8en10824050.m25",
        "1314282430jtun_nav2k8en110824050x.m25",
        "1314282430jtun_nav2k8en.110824050.m25.zip",
        "1314282430jtun.m25",
        "1314282430x"
      })
  void name_withoutARevisionAtItsEnd_isAFullPackage(String fileName) {
    assertThat(PackageName.parse(fileName)).isPresent();
    assertThat(deltaFrom(fileName)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1314282430",
        "131428243jtun.m25",
        "x1314282430jtun.m25",
        "minitri.flg",
        "decomposer_1.0.0_symalllanguages_livetri.zip",
        "streaming/1314282430jtun.m25",
        "1314282430/jtun.m25",
        "1314282430..\\jtun.m25",
        "1314282430jtun.",
        "1314282430jtun\n.m25",
        "\u0661\u0663\u0661\u0664\u0662\u0668\u0662\u0664\u0663\u0660jtun.m25"
      })
  void name_ofSomethingElse_isNone(String fileName) {
    assertThat(PackageName.parse(fileName)).isEmpty();
  }

  @Test
  void published_greatestTenDigits_isRead() {
    assertThat(PackageName.parse("9999999999x").orElseThrow().published())
        .isEqualTo(Instant.parse("2286-11-20T17:46:39Z"));
  }

  private static OptionalLong deltaFrom(String fileName) {
    return PackageName.parse(fileName).orElseThrow().deltaFrom();
  }
}
