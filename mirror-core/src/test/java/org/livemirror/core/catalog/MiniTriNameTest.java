package org.livemirror.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.store.ContentPath;

final class MiniTriNameTest {
  /** The checks of one client session, as TECH169751 quotes its log. */
  @ParameterizedTest
  @CsvSource({
    "Automatic LiveUpdate, 3.3.0.102, English, automatic$20liveupdate_3.3.0.102_english_livetri.zip",
    "Decomposer, 1.0.0, SymAllLanguages, decomposer_1.0.0_symalllanguages_livetri.zip",
    "Symevent Installer, 12.8, SymAllLanguages, symevent$20installer_12.8_symalllanguages_livetri.zip",
    "MS Light, 5.0, SymAllLanguages, ms$20light_5.0_symalllanguages_livetri.zip",
    "Symantec Known Application System, 1.5.0, SymAllLanguages, symantec$20known$20application$20system_1.5.0_symalllanguages_livetri.zip",
    "SEP PTS Engine Win32, 6.1.0, SymAllLanguages, sep$20pts$20engine$20win32_6.1.0_symalllanguages_livetri.zip",
    "SEP PTS Content, 6.1.0, SymAllLanguages, sep$20pts$20content_6.1.0_symalllanguages_livetri.zip",
    "SESC Virus Definitions Win32 v11, MicroDefsB.CurDefs, SymAllLanguages, sesc$20virus$20definitions$20win32$20v11_microdefsb.curdefs_symalllanguages_livetri.zip",
    "SESC Virus Definitions Win32 v11, MicroDefsB.Apr, SymAllLanguages, sesc$20virus$20definitions$20win32$20v11_microdefsb.apr_symalllanguages_livetri.zip",
    "SESC Submission Control Data, 11.0, SymAllLanguages, sesc$20submission$20control$20data_11.0_symalllanguages_livetri.zip",
    "SESC IPS Signatures Win32, 11.0, SymAllLanguages, sesc$20ips$20signatures$20win32_11.0_symalllanguages_livetri.zip",
    "Symantec Security Content B1, MicroDefsB.CurDefs, SymAllLanguages, symantec$20security$20content$20b1_microdefsb.curdefs_symalllanguages_livetri.zip",
    "Symantec Security Content A1, MicroDefsB.CurDefs, SymAllLanguages, symantec$20security$20content$20a1_microdefsb.curdefs_symalllanguages_livetri.zip"
  })
  void name_ofARealClient_isWrittenAndReadBack(
      String product, String version, String language, String fileName) {
    ProductId id = new ProductId(product, version, language);
    assertThat(id.miniTriName()).hasToString(fileName);
    assertThat(id.miniTriName().path()).isEqualTo(ContentPath.of(fileName));

    assertThat(MiniTriName.parse(fileName)).hasValue(id.miniTriName());
    assertThat(MiniTriName.parse(fileName).orElseThrow().product()).isEqualTo(lower(id));
  }

  @Test
  void underscore_inTheProduct_isEscapedBeforeSpace() {
    ProductId id = new ProductId("My_Own Product", "1.0", "English");
    assertThat(id.miniTriName()).hasToString("my$5fown$20product_1.0_english_livetri.zip");
    assertThat(id.miniTriName().product()).isEqualTo(lower(id));
  }

  @Test
  void parse_streamingNameOf2010_isRead() {
    String name = "norton$202009$20streaming$20virus$20definitions_1.0_symalllanguages_livetri.zip";
    assertThat(MiniTriName.parse(name).orElseThrow().product())
        .isEqualTo(
            new ProductId("norton 2009 streaming virus definitions", "1.0", "symalllanguages"));
  }

  @Test
  void parse_anyCase_isOneName() {
    assertThat(MiniTriName.parse("Decomposer_1.0.0_SymAllLanguages_LIVETRI.ZIP"))
        .isEqualTo(MiniTriName.parse("decomposer_1.0.0_symalllanguages_livetri.zip"))
        .isPresent();
  }

  static Stream<String> refused() {
    return Stream.of(
        "",
        "minitri.flg",
        "livetri.zip",
        "_livetri.zip",
        "a_livetri.zip",
        "a_1_livetri.zip",
        "_1_e_livetri.zip",
        "a__e_livetri.zip",
        "a_1__livetri.zip",
        "___livetri.zip",
        "a_1_e_livetri.zip.bak",
        "a_1_e_livetri_zip",
        "a_1_elivetri.zip",
        "streaming/a_1_e_livetri.zip",
        "../a_1_e_livetri.zip",
        "..\\a_1_e_livetri.zip",
        "a:b_1_e_livetri.zip",
        "a\0_1_e_livetri.zip",
        "a\n_1_e_livetri.zip",
        "\u00e4_1_e_livetri.zip",
        "$20_1_e_livetri.zip",
        "a_$20_e_livetri.zip",
        "a_1_$20_livetri.zip",
        "a_1$5f0_e_livetri.zip",
        "a_1_e$5f_livetri.zip",
        "a".repeat(240) + "_1_e_livetri.zip",
        " ".repeat(100) + "a_1_e_livetri.zip");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void parse_notAMiniTriName_isNone(String fileName) {
    assertThat(MiniTriName.parse(fileName)).isEmpty();
  }

  @Test
  void constructor_notLowerCaseOrWithoutTheSuffix_isRefused() {
    assertThatThrownBy(() -> new MiniTriName("A_1_e_livetri.zip"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a mini-TRI name: A_1_e_livetri.zip");
    assertThatThrownBy(() -> new MiniTriName("a_1_e.zip"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ProductId lower(ProductId id) {
    return new ProductId(
        id.product().toLowerCase(Locale.ROOT),
        id.version().toLowerCase(Locale.ROOT),
        id.language().toLowerCase(Locale.ROOT));
  }
}
