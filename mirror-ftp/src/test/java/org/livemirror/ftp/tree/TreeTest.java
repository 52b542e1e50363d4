package org.livemirror.ftp.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.Sha256;

class TreeTest {
  private static final Instant TIME = Instant.parse("2026-11-20T07:34:12Z");

  private static final Generation GENERATION =
      Generation.of(
          1,
          TIME,
          "test",
          Stream.of("a.zip", "Sub/b.zip", "Sub/deep/c.zip").map(TreeTest::entry).toList());

  private static Entry entry(String path) {
    return new Entry(
        ContentPath.of(path), Sha256.parse("0".repeat(64)), 1, TIME, Entry.Kind.PACKAGE);
  }

  private static Tree tree(String... bases) {
    return new Tree(GENERATION, GENERATION, new BasePaths(List.of(bases)));
  }

  private static VirtualPath path(String text) {
    return VirtualPath.ROOT.resolve(text);
  }

  private static List<String> names(Tree tree, String argument) {
    return tree.select(VirtualPath.ROOT, argument).orElseThrow().map(Node::name).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "/, .., /",
    "/a/b, .., /a",
    "/a/b, ../../../c, /c",
    "/a, /x//y/./z/, /x/y/z",
    "/a, b c, /a/b c",
    "/a, '', /a",
  })
  void path_isResolved(String working, String argument, String expected) {
    assertThat(path(working).resolve(argument)).hasToString(expected);
  }

  @Test
  void folders_underEveryBase_showTheSame() {
    Tree tree = tree("/", "/opt/content/onramp/");
    for (String base : List.of("/", "/OPT/content/onramp", "/opt/content/onramp/")) {
      assertThat(names(tree, base)).containsExactly("a.zip", "Sub");
    }
    assertThat(names(tree, "/opt/content/onramp/sub")).containsExactly("b.zip", "deep");
    assertThat(names(tree, "/sub/*.ZIP")).containsExactly("b.zip");
    assertThat(names(tree, "SUB/B.zip")).containsExactly("b.zip");
  }

  @Test
  void foldersToABase_canBeEnteredAndAreEmpty() {
    for (Tree tree : List.of(tree("/", "/opt/content/"), tree("/opt/content/"))) {
      assertThat(tree.folder(path("/Opt"))).isPresent();
      assertThat(names(tree, "/opt")).isEmpty();
      assertThat(tree.find(path("/op"))).isEmpty();
      assertThat(tree.find(path("/opt/a.zip"))).isEmpty();
    }
    assertThat(names(tree("/opt/content/"), "/")).isEmpty();
  }

  @Test
  void aliases_haveOneUniqueFact() {
    Tree tree = tree("/", "/clu-prod/");
    for (String name : List.of("sub", "a.zip", "")) {
      Node node = tree.find(path("/" + name)).orElseThrow();
      Node alias = tree.find(path("/CLU-prod/" + name)).orElseThrow();
      assertThat(alias.identity()).isEqualTo(node.identity());
    }
  }

  @Test
  void testing_isATreeOfItsOwn_thatNoFolderShows() {
    Generation tested = Generation.of(2, TIME, "test", List.of(entry("a.zip"), entry("Sub/t.zip")));
    for (String base : List.of("/", "/clu-prod/")) {
      BasePaths bases = new BasePaths(List.of(base)).withTesting("/testing/");
      Tree tree = new Tree(GENERATION, tested, bases);
      assertThat(names(tree, "/")).doesNotContain("testing", "Testing");
      assertThat(names(tree, "/Testing")).containsExactly("a.zip", "Sub");
      assertThat(names(tree, "/TESTING/sub")).containsExactly("t.zip");
      assertThat(names(tree, base + "sub")).containsExactly("b.zip", "deep");
      assertThat(tree.find(path("/testing/sub/b.zip"))).isEmpty();
      for (String name : List.of("a.zip", "sub", "")) {
        assertThat(tree.find(path("/testing/" + name)).orElseThrow().identity())
            .isNotEqualTo(tree.find(path(base + name)).orElseThrow().identity());
      }
    }
  }

  @Test
  void longFormat_ofOldAndFutureTimes_showsTheYear() {
    Node file = tree("/").find(path("a.zip")).orElseThrow();
    assertThat(new LongFormat(TIME.plusSeconds(60)).line(file)).contains("Nov 20 07:34 a.zip");
    assertThat(new LongFormat(TIME.minusSeconds(60)).line(file)).contains("Nov 20  2026 a.zip");
    assertThat(new LongFormat(TIME.plusSeconds(183 * 86_400)).line(file))
        .contains("Nov 20  2026 a.zip");
  }
}
