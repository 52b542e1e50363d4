package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ContentPathTest {
  static Stream<String> accepted() {
    return Stream.of(
        "a",
        "minitri.flg",
        "streaming/norton$202009$20streaming$20virus$20definitions_1.0_symalllanguages_livetri.zip",
        "1314253617jtun_nav2k8enncur25.m25",
        "a b",
        " a",
        ".hidden",
        "..a",
        "a..b",
        "...a/b",
        "a/.b/c",
        "%2e%2e/a",
        "~!@#$%^&()_+-={}[];',.x",
        "x".repeat(255),
        "x".repeat(255) + "/y",
        ("x".repeat(204) + "/").repeat(4) + "x".repeat(204));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void path_thatStaysInside_isAccepted(String text) {
    assertThat(ContentPath.parse(text)).hasValueSatisfying(path -> is(path, text));
    is(ContentPath.of(text), text);
  }

  private static void is(ContentPath path, String text) {
    assertThat(path).hasToString(text);
  }

  static Stream<String> refused() {
    Stream<String> fixed =
        Stream.of(
            "",
            "/",
            "/a",
            "//a",
            "a/",
            "a//b",
            ".",
            "..",
            "../a",
            "a/..",
            "a/../b",
            "./a",
            "a/./b",
            "...",
            "a.",
            "a./b",
            "a ",
            "a /b",
            " ",
            "a\\b",
            "..\\a",
            "C:",
            "c:/a",
            "a:stream",
            "a*",
            "a?",
            "a\"",
            "a<b",
            "a>b",
            "a|b",
            "\u00e4",
            "a\uff0fb",
            "\u2025/a",
            "\ud83d\ude00",
            "x".repeat(256),
            "y/" + "x".repeat(256),
            "x".repeat(256) + "/y",
            ("x".repeat(204) + "/").repeat(4) + "x".repeat(205));
    Stream<String> controls =
        IntStream.concat(IntStream.range(0, 0x20), IntStream.rangeClosed(0x7f, 0x9f))
            .mapToObj(c -> "a" + (char) c + "b");
    return Stream.concat(fixed, controls);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void path_thatCouldLeaveOrConfuse_isRefused(String text) {
    assertThat(ContentPath.parse(text)).isEmpty();
    assertThatThrownBy(() -> ContentPath.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not a content path: '" + text + "': ");
  }

  @Test
  void lengths_atTheLimits_areAsDocumented() {
    List<String> both =
        List.of(
            ("x".repeat(204) + "/").repeat(4) + "x".repeat(204),
            ("x".repeat(204) + "/").repeat(4) + "x".repeat(205));
    assertThat(both).extracting(String::length).containsExactly(1024, 1025);
  }

  @Test
  void paths_differingInCaseOnly_areEqual() {
    ContentPath lower = ContentPath.of("streaming/a_livetri.zip");
    ContentPath upper = ContentPath.of("Streaming/A_LIVETRI.ZIP");
    assertThat(upper)
        .isEqualTo(lower)
        .hasSameHashCodeAs(lower)
        .isEqualByComparingTo(lower)
        .hasToString("Streaming/A_LIVETRI.ZIP");
    assertThat(upper.key()).isEqualTo("streaming/a_livetri.zip");
    assertThat(upper).isNotEqualTo(ContentPath.of("streaming/b_livetri.zip"));
  }

  @Test
  void fileName_isTheLastSegment() {
    assertThat(ContentPath.of("A/b/C.zip").fileName()).isEqualTo("C.zip");
    assertThat(ContentPath.of("C.zip").fileName()).isEqualTo("C.zip");
  }

  @ParameterizedTest
  @CsvSource({
    "a.zip, b.zip, b.zip",
    "streaming/a.zip, b.zip, streaming/b.zip",
    "x/y/a.zip, B.zip, x/y/B.zip"
  })
  void sibling_bareFileName_isInTheSameFolder(String path, String fileName, String expected) {
    assertThat(ContentPath.of(path).sibling(fileName)).hasValueSatisfying(p -> is(p, expected));
  }

  static Stream<String> noFileNames() {
    return Stream.of("", ".", "..", "../b", "/b", "b/c", "b/", "..\\b", "b\\c", "c:b", "b.", "b\0");
  }

  @ParameterizedTest
  @MethodSource("noFileNames")
  void sibling_notABareFileName_isNone(String fileName) {
    assertThat(ContentPath.of("a.zip").sibling(fileName)).isEmpty();
    assertThat(ContentPath.of("folder/a.zip").sibling(fileName)).isEmpty();
  }

  @Test
  void sibling_tooLong_isNone() {
    String folder = ("x".repeat(199) + "/").repeat(5);
    ContentPath path = ContentPath.of(folder + "a");
    assertThat(path.sibling("y".repeat(24))).isPresent();
    assertThat(path.sibling("y".repeat(25))).isEmpty();
  }
}
