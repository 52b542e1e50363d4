package org.livemirror.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForeignTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\0", "\u001b", "\u0085", "\u009b", "\u2028", "\u202e"})
  void shown_disguise_isQuestionMark(String character) {
    String text = "a" + character + "b";

    assertThat(ForeignText.isDisguised(text)).isTrue();
    assertThat(ForeignText.oneLine(text)).isEqualTo("a?b");
    assertThat(ForeignText.shown(text)).isEqualTo("a?b");
  }

  @Test
  void shown_plainText_isKept() {
    assertThat(ForeignText.isDisguised("caf\u00e9 1")).isFalse();
    assertThat(ForeignText.shown("caf\u00e9 1")).isEqualTo("caf\u00e9 1");
  }

  @Test
  void shown_longText_isCut() {
    assertThat(ForeignText.shown("a".repeat(300))).hasSize(300);
    assertThat(ForeignText.shown("a".repeat(301))).isEqualTo("a".repeat(300) + "\u2026");
  }
}
