package org.livemirror.core.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BasePathsTest {
  @ParameterizedTest
  @CsvSource({
    "/, ''",
    "/minitri.flg, minitri.flg",
    "/Streaming/A.zip, Streaming/A.zip",
    "/clu-prod, ''",
    "/clu-prod/, ''",
    "/clu-prod/minitri.flg, minitri.flg",
    "/CLU-Prod/MiniTri.flg, MiniTri.flg",
    "/clu-prodx/a, clu-prodx/a",
    "/clu-pro, clu-pro",
    "/clu-prod/clu-prod/a, clu-prod/a",
    "/clu-prod//a, /a",
    "//clu-prod/a, /clu-prod/a",
    "/opt/content/onramp, ''",
    "/opt/content/onramp/, ''",
    "/opt/content/onramp/streaming/a, streaming/a",
    "/Opt/Content/OnRamp/A, A",
    "/opt/content, opt/content",
    "/opt/content/, opt/content/"
  })
  void path_underADefaultBase_isWhatFollowsTheLongest(String path, String relative) {
    assertThat(BasePaths.DEFAULT.relative(path)).hasValue(relative);
  }

  @ParameterizedTest
  @CsvSource({"/a/b/c, c", "/a/x, x", "/a/b, ''", "/a/bc, bc", "/A/B/C/d, C/d"})
  void bases_inAnyOrder_longestWins(String path, String relative) {
    assertThat(new BasePaths(List.of("/a/", "/A/b/")).relative(path)).hasValue(relative);
    assertThat(new BasePaths(List.of("/A/b/", "/a/")).relative(path)).hasValue(relative);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/b", "/clu", "/clu-prodx", "clu-prod/a", "/x/clu-prod/a", "minitri.flg"})
  void path_underNoBase_isNone(String path) {
    assertThat(new BasePaths(List.of("/clu-prod/")).relative(path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "clu-prod", "/clu-prod", "clu-prod/", " /"})
  void base_withoutBothSlashes_isRefused(String base) {
    assertThatThrownBy(() -> new BasePaths(List.of("/", base)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("base path '%s' (expected it to begin and end with '/')", base);
  }

  @Test
  void bases_none_isRefused() {
    assertThatThrownBy(() -> new BasePaths(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no base path (expected at least '/')");
  }
}
