package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GenerationTest {
  @Test
  void find_anyCase_findsTheEntryAsSpelled() {
    Generation generation = of("Streaming/A.zip", "minitri.flg");
    assertThat(generation.find(ContentPath.of("STREAMING/a.ZIP")))
        .map(Entry::path)
        .hasValueSatisfying(path -> assertThat(path).hasToString("Streaming/A.zip"));
    assertThat(generation.find(ContentPath.of("streaming"))).isEmpty();
    assertThat(generation.find(ContentPath.of("a.zip"))).isEmpty();
  }

  @Test
  void entries_anyOrder_areSortedByPath() {
    assertThat(of("b", "C", "a/z", "a").entries())
        .extracting(entry -> entry.path().toString())
        .containsExactly("a", "a/z", "b", "C");
  }

  @Test
  void entries_ofOnePath_areRefused() {
    assertThatThrownBy(() -> of("a.zip", "b.zip", "A.ZIP"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("two entries for ");
  }

  @Test
  void children_ofTheRoot_areFilesAndFoldersByName() {
    assertThat(names(of("b.zip", "streaming/x.zip", "streaming/y.zip", "a.zip"), ""))
        .containsExactly("a.zip", "b.zip", "streaming/");
  }

  @Test
  void children_namesThatSortBetween_areByNameAndOnce() {
    Generation generation = of("a/x", "a/y", "a-b", "a.zip", "a0", "A/b/c", "aa");
    assertThat(names(generation, "")).containsExactly("A/", "a-b", "a.zip", "a0", "aa");
    assertThat(names(generation, "a")).containsExactly("b/", "x", "y");
  }

  @Test
  void children_nestedFolders_areEachTheirOwn() {
    Generation generation = of("a/b/c/d.zip", "a/b/e.zip", "a/b-c/f.zip", "a/g.zip", "ab/h.zip");
    assertThat(names(generation, "")).containsExactly("a/", "ab/");
    assertThat(names(generation, "a")).containsExactly("b/", "b-c/", "g.zip");
    assertThat(names(generation, "a/b")).containsExactly("c/", "e.zip");
    assertThat(names(generation, "A/B/C")).containsExactly("d.zip");
  }

  @Test
  void children_noSuchFolder_areNone() {
    Generation generation = of("a/b.zip", "c.zip");
    assertThat(names(generation, "b")).isEmpty();
    assertThat(names(generation, "c.zip")).isEmpty();
    assertThat(names(generation, "a/b.zip")).isEmpty();
    assertThat(names(generation, "zz")).isEmpty();
    assertThat(names(of(), "")).isEmpty();
  }

  @Test
  void children_files_carryTheirEntry() {
    Entry entry = Stored.entry("a/B.zip", new Sha256(1, 2, 3, 4), 5);
    Generation generation = Generation.of(1, Stored.NOW, "test", List.of(entry));
    assertThat(generation.children(Optional.of(ContentPath.of("A"))))
        .containsExactly(new Generation.Child("B.zip", Optional.of(entry)));
  }

  @Test
  void entry_dropped_keepsAllButItsTime() {
    Entry entry = Stored.entry("a.zip", new Sha256(1, 2, 3, 4), 5);
    Entry dropped = entry.dropped(Stored.NOW.plusSeconds(60));
    assertThat(dropped.until()).hasValue(Stored.NOW.plusSeconds(60));
    assertThat(dropped).isNotEqualTo(entry);
    assertThat(dropped.kept()).isEqualTo(entry);
    assertThat(entry.kept()).isSameAs(entry);
  }

  @Test
  void find_amongMany_findsEachAndNoOther() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      entries.add(Stored.entry((i * 7919 % 5000) + "/A" + i + ".m25"));
    }
    Generation generation = Generation.of(1, Stored.NOW, "test", entries);
    for (Entry entry : entries) {
      assertThat(generation.find(ContentPath.of(entry.path().key()))).containsSame(entry);
      assertThat(generation.find(ContentPath.of(entry.path() + "x"))).isEmpty();
    }
  }

  private static Generation of(String... paths) {
    return Generation.of(1, Stored.NOW, "test", Arrays.stream(paths).map(Stored::entry).toList());
  }

  private static List<String> names(Generation generation, String folder) {
    return generation.children(ContentPath.parse(folder)).stream()
        .map(child -> child.name() + (child.entry().isPresent() ? "" : "/"))
        .toList();
  }
}
