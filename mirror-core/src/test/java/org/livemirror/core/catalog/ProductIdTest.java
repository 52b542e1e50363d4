package org.livemirror.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProductIdTest {
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {"'',1,e", "' ',1,e", "p,'',e", "p,' ',e", "p,$20,e", "p,1,''", "p,1,'\t'"})
  void part_empty_isRefused(String product, String version, String language) {
    assertThatThrownBy(() -> new ProductId(product, version, language))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "product '%s', version '%s', language '%s': a part is empty",
            product, version, language);
  }

  @ParameterizedTest
  @CsvSource({"1_0, English", "1.0, en_US", "_, _", "1$5f0, English", "1, a$5Fb"})
  void underscore_inVersionOrLanguage_isRefused(String version, String language) {
    assertThatThrownBy(() -> new ProductId("p", version, language))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("version '%s', language '%s' hold '_'", version, language);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b", "../a", "/", "a\\b", "c:a", "a*", "a?", "a\"b", "<a>", "a|b", "a\nb", "a\0", "\u00e4"
      })
  void character_thatNoFileNameHolds_isRefused(String text) {
    assertThatThrownBy(() -> new ProductId(text, "1", "e"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("product '" + text + "' gives no file name: '");
    assertThatThrownBy(() -> new ProductId("p", text, "e"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ProductId("p", "1", text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void product_tooLongForAFileName_isRefused() {
    int longest = 255 - "_1_e_livetri.zip".length();
    assertThat(new ProductId("p".repeat(longest), "1", "e").miniTriName().fileName()).hasSize(255);
    assertThatThrownBy(() -> new ProductId("p".repeat(longest + 1), "1", "e"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ProductId("p ".repeat(80), "1", "e"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void spellings_inAnotherCase_areOneProductByMiniTriName() {
    ProductId one = new ProductId("MS Light", "5.0", "SymAllLanguages");
    ProductId other = new ProductId("ms light", "5.0", "SYMALLLANGUAGES");
    assertThat(one).isNotEqualTo(other).hasToString("MS Light - 5.0 - SymAllLanguages");
    assertThat(one.miniTriName()).isEqualTo(other.miniTriName());
  }
}
