package org.livemirror.core.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.store.Channel.PRODUCTION;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.core.publish.BasePaths.Place;
import org.livemirror.store.Channel;

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
    assertThat(BasePaths.DEFAULT.find(path)).hasValue(new Place(PRODUCTION, relative));
  }

  @ParameterizedTest
  @CsvSource({"/a/b/c, c", "/a/x, x", "/a/b, ''", "/a/bc, bc", "/A/B/C/d, C/d"})
  void bases_inAnyOrder_longestWins(String path, String relative) {
    assertThat(new BasePaths(List.of("/a/", "/A/b/")).find(path))
        .hasValue(new Place(PRODUCTION, relative));
    assertThat(new BasePaths(List.of("/A/b/", "/a/")).find(path))
        .hasValue(new Place(PRODUCTION, relative));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/b", "/clu", "/clu-prodx", "clu-prod/a", "/x/clu-prod/a", "minitri.flg"})
  void path_underNoBase_isNone(String path) {
    assertThat(new BasePaths(List.of("/clu-prod/")).find(path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "clu-prod", "/clu-prod", "clu-prod/", " /"})
  void base_withoutBothSlashes_isRefused(String base) {
    assertThatThrownBy(() -> new BasePaths(List.of("/", base)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("base path '%s' (expected it to begin and end with '/')", base);
  }

  @ParameterizedTest
  @CsvSource({
    "/testing, TESTING, ''",
    "/Testing/, TESTING, ''",
    "/TESTING/Streaming/A.zip, TESTING, Streaming/A.zip",
    "/testing/clu-prod/a, TESTING, clu-prod/a",
    "/testingx/a, PRODUCTION, testingx/a",
    "/clu-prod/testing/a, PRODUCTION, testing/a",
    "/, PRODUCTION, ''"
  })
  void path_underThePathOfTesting_isTesting(String path, Channel channel, String relative) {
    assertThat(BasePaths.DEFAULT.withTesting("/Testing/").find(path))
        .hasValue(new Place(channel, relative));
  }

  @Test
  void testing_underTheOnlyFolder_isFoundOnTheWay() {
    BasePaths bases = new BasePaths(List.of("/clu-prod/")).withTesting("/try/out/");
    assertThat(bases.find("/")).isEmpty();
    assertThat(bases.leadsToBase("/try")).isTrue();
    assertThat(bases.servesTesting()).isTrue();
    assertThat(BasePaths.DEFAULT.servesTesting()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/CLU-prod/"})
  void testing_thatIsABasePath_isRefused(String path) {
    assertThatThrownBy(() -> BasePaths.DEFAULT.withTesting(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "path '%s' (expected another than the base paths: production is served there)", path);
  }

  @Test
  void bases_none_isRefused() {
    assertThatThrownBy(() -> new BasePaths(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no base path (expected at least '/')");
  }
}
