package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.livemirror.store.memory.MemoryContentStore;

/** That a generation on another writes what changed and no more, and is what it would be alone. */
final class PageWriterTest {
  private final MemoryContentStore store = new MemoryContentStore(Stored.CLOCK);
  private final Generations generations = store.generations();

  @Test
  void oneChange_writesOnePage() throws Exception {
    List<Entry> entries = numbered(0, 1000);
    Generation first = write(Optional.empty(), entries);
    entries.set(500, Stored.entry(store, path(500), "other"));
    Generation second = write(Optional.of(first), entries);

    assertThat(pages(first)).hasSizeBetween(10, 20);
    assertThat(newPages(first, second)).hasSize(1);
    assertThat(second.entries()).isEqualTo(entries);
  }

  @Test
  void noChange_writesNone() throws Exception {
    Generation first = write(Optional.empty(), numbered(0, 1000));
    assertThat(newPages(first, write(Optional.of(first), numbered(0, 1000)))).isEmpty();
  }

  @Test
  void manyInsertedAtOnePlace_areSplit_andLeaveTheOthersAlone() throws Exception {
    Generation first = write(Optional.empty(), numbered(0, 1000));
    List<Entry> more = numbered(0, 1000);
    for (int i = 0; i < 1000; i++) {
      more.add(Stored.entry(store, path(500) + String.format(Locale.ROOT, "-%04d", i), "x"));
    }
    Generation second = write(Optional.of(first), more);
    assertThat(newPages(first, second)).hasSizeBetween(10, 30);
    assertThat(pages(second)).hasSizeLessThan(45);
  }

  @Test
  void manyRemoved_doNotLeaveManySmallPages() throws Exception {
    Generation first = write(Optional.empty(), numbered(0, 6400));
    List<Entry> few = new ArrayList<>(numbered(0, 6400));
    few.removeIf(entry -> !entry.path().toString().endsWith("0"));
    Generation second = write(Optional.of(first), few);
    assertThat(pages(second).size()).isLessThanOrEqualTo(640 / 16 + 1);
  }

  @Test
  void theOldestRemovedAndNewOnesAdded_day_afterDay_keepsPagesOfOneSize() throws Exception {
    Generation generation = write(Optional.empty(), numbered(0, 2000));
    for (int day = 1; day <= 60; day++) {
      Generation next = write(Optional.of(generation), numbered(day * 50, 2000 + day * 50));
      assertThat(newPages(generation, next)).hasSizeLessThanOrEqualTo(4);
      generation = next;
    }
    assertThat(pages(generation)).hasSizeBetween(2000 / 128, 2000 / 16);
  }

  @Test
  void randomChanges_giveTheEntriesAsked() throws Exception {
    Random random = new Random(42);
    TreeMap<String, Entry> wanted = new TreeMap<>();
    Optional<Generation> generation = Optional.empty();
    for (int round = 0; round < 60; round++) {
      for (int change = random.nextInt(300); change > 0; change--) {
        String path = path(random.nextInt(1500));
        if (random.nextInt(5) < 2) {
          wanted.remove(path);
        } else {
          wanted.put(path, Stored.entry(store, path, "v" + random.nextInt(3)));
        }
      }
      Generation written = write(generation, new ArrayList<>(wanted.values()));
      Generation read = generations.load(written.number());
      assertThat(read.entries()).isEqualTo(List.copyOf(wanted.values()));
      generation = Optional.of(random.nextBoolean() ? read : written);
    }
  }

  private Generation write(Optional<Generation> base, List<Entry> entries) throws IOException {
    try (PublisherLock lock = generations.lockPublisher()) {
      return generations.write(lock, "test", base, entries, Map.of());
    }
  }

  private List<Entry> numbered(int from, int to) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (int i = from; i < to; i++) {
      entries.add(Stored.entry(store, path(i), "x"));
    }
    return entries;
  }

  private static String path(int number) {
    return String.format(Locale.ROOT, "%06d.m25", number);
  }

  private static List<Manifest.Page> pages(Generation generation) {
    return generation.pages().list();
  }

  private static Set<Manifest.Page> newPages(Generation before, Generation after) {
    Set<Manifest.Page> pages = new HashSet<>(pages(after));
    pages.removeAll(pages(before));
    return pages;
  }
}
