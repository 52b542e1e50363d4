package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.store.Channel.PRODUCTION;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How generations are published, found again and kept, and who may publish. */
abstract class GenerationsContract {
  abstract ContentStore store();

  abstract ContentStore otherStore() throws IOException;

  private Generations generations() {
    return store().generations();
  }

  @Test
  void store_beforeFirstPublish_hasNoGeneration() throws Exception {
    assertThat(generations().pointer(PRODUCTION)).isEmpty();
    assertThat(generations().current(PRODUCTION)).isEmpty();
    assertThat(generations().numbers()).isEmpty();
    assertThatThrownBy(() -> generations().load(1))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("missing");
  }

  @Test
  void publish_first_becomesCurrent() throws Exception {
    Entry entry = Stored.entry(store(), "minitri.flg", " ");
    Generation published = Stored.publish(store(), "first", entry);

    assertThat(published.number()).isEqualTo(1);
    Generation current = generations().current(PRODUCTION).orElseThrow();
    assertThat(current.number()).isEqualTo(1);
    assertThat(current.created()).isEqualTo(Stored.NOW);
    assertThat(current.reason()).isEqualTo("first");
    assertThat(current.entries()).containsExactly(entry);
    assertThat(generations().pointer(PRODUCTION)).hasValue(new Pointer(1, manifestOf(current)));
  }

  @Test
  void publish_second_movesThePointerAndKeepsTheFirst() throws Exception {
    Entry old = Stored.entry(store(), "a.zip", "old");
    Entry fresh = Stored.entry(store(), "a.zip", "fresh");
    Stored.publish(store(), "first", old);
    Pointer before = generations().pointer(PRODUCTION).orElseThrow();
    Stored.publish(store(), "second", fresh);

    assertThat(generations().pointer(PRODUCTION).orElseThrow()).isNotEqualTo(before);
    assertThat(generations().pointer(PRODUCTION).orElseThrow().generation()).isEqualTo(2);
    assertThat(generations().current(PRODUCTION).orElseThrow().entries()).containsExactly(fresh);
    assertThat(generations().numbers()).containsExactly(1, 2);
    assertThat(generations().load(1).entries()).containsExactly(old);
    assertThat(generations().load(1).reason()).isEqualTo("first");
    assertThat(generations().load(2).entries()).containsExactly(fresh);
    assertThatThrownBy(() -> generations().load(3)).isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void publish_nothing_isAGeneration() throws Exception {
    Stored.publish(store(), "emptied");
    assertThat(generations().current(PRODUCTION).orElseThrow().entries()).isEmpty();
  }

  @Test
  void publish_callersListChangedLater_changesNothing() throws Exception {
    List<Entry> entries = new ArrayList<>(List.of(Stored.entry(store(), "a.zip", "a")));
    Stored.publish(store(), "first", entries);
    entries.clear();
    assertThat(generations().current(PRODUCTION).orElseThrow().entries()).hasSize(1);
  }

  @Test
  void publish_blobMissing_keepsTheOldGeneration() throws Exception {
    Entry there = Stored.entry(store(), "a.zip", "a");
    Stored.publish(store(), "first", there);
    Sha256 missing = new Sha256(1, 2, 3, 4);
    firstStaysWhen(
        MissingBlobException.class, List.of(there, Stored.entry("b.zip", missing, 5)), missing);
  }

  @Test
  void publish_blobOfAnotherSize_keepsTheOldGeneration() throws Exception {
    Entry there = Stored.entry(store(), "a.zip", "a");
    Stored.publish(store(), "first", there);
    firstStaysWhen(
        MissingBlobException.class, List.of(Stored.entry("a.zip", there.blob(), 2)), there.blob());
  }

  @Test
  void publish_stagedBlobOnly_keepsTheOldGeneration() throws Exception {
    Stored.publish(store(), "first", Stored.entry(store(), "a.zip", "a"));
    try (StagedBlob staged = Stored.staged(store(), "staged")) {
      Sha256 name = staged.digests().sha256();
      firstStaysWhen(MissingBlobException.class, List.of(Stored.entry("b.zip", name, 6)), name);
    }
  }

  @Test
  void publish_twoEntriesOfOnePath_keepsTheOldGeneration() throws Exception {
    Stored.publish(store(), "first", Stored.entry(store(), "a.zip", "a"));
    Entry lower = Stored.entry(store(), "b.zip", "b");
    Entry upper = Stored.entry(store(), "B.ZIP", "b");
    firstStaysWhen(IllegalArgumentException.class, List.of(lower, upper), "b.zip");
  }

  private void firstStaysWhen(
      Class<? extends Exception> refusal, List<Entry> entries, Object namedInMessage)
      throws IOException {
    Pointer before = generations().pointer(PRODUCTION).orElseThrow();
    assertThatThrownBy(() -> Stored.publish(store(), "second", entries))
        .isInstanceOf(refusal)
        .message()
        .containsIgnoringCase(namedInMessage.toString());
    assertThat(generations().pointer(PRODUCTION)).hasValue(before);
    assertThat(generations().current(PRODUCTION).orElseThrow().reason()).isEqualTo("first");
    assertThat(generations().numbers()).containsExactly(1);
  }

  @Test
  void publish_whileOthersRead_showsThemWholeGenerationsOnly() throws Exception {
    Entry entry = Stored.entry(store(), "a.zip", "a");
    Stored.publish(store(), "first", entry);
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Integer> last =
          thread.submit(
              () -> {
                int seen = 0;
                while (!done.get()) {
                  Generation current = generations().current(PRODUCTION).orElseThrow();
                  assertThat(current.number()).isGreaterThanOrEqualTo(seen);
                  assertThat(current.entries()).containsExactly(entry);
                  seen = current.number();
                }
                return seen;
              });
      for (int i = 0; i < 20; i++) {
        Stored.publish(store(), "again", entry);
      }
      done.set(true);
      assertThat(last.get()).isLessThanOrEqualTo(21);
    } finally {
      done.set(true);
      thread.shutdown();
    }
  }

  @Test
  void blobsOf_someGenerations_areAllThatTheseNeed() throws Exception {
    Stored.publish(store(), "first", Stored.entry(store(), "old.zip", "old"));
    Stored.publish(
        store(),
        "second",
        Stored.entry(store(), "a.zip", "a"),
        Stored.entry(store(), "same-as-a.zip", "a"));
    Stored.publish(store(), "third", Stored.entry(store(), "b.zip", "b"));

    Set<Sha256> needed = generations().blobsOf(Set.of(2, 3));
    List<Sha256> others = new ArrayList<>();
    store()
        .blobs()
        .forEach(
            (blob, sizeBytes, stored) -> {
              if (!needed.contains(blob)) {
                others.add(blob);
              }
            });
    assertThat(others).hasSize(2); // old.zip, and the page that names it
    try (PublisherLock lock = generations().lockPublisher()) {
      for (Sha256 blob : others) {
        assertThat(store().blobs().freedBytes(blob)).isPositive();
        assertThat(store().blobs().delete(lock, blob)).isTrue();
        assertThat(store().blobs().freedBytes(blob)).isZero();
      }
    }

    for (int number : new int[] {2, 3}) {
      for (Entry entry : generations().load(number).entries()) {
        assertThat(store().blobs().sizeBytes(entry.blob())).hasValue(1);
      }
    }
    assertThatThrownBy(() -> generations().load(1)).isInstanceOf(DamagedStoreException.class);
    assertThatThrownBy(() -> generations().blobsOf(Set.of(1, 3)))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("generation 1: ");
    assertThatThrownBy(() -> generations().blobsOf(Set.of(3, 9)))
        .isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void lock_heldByAnother_isRefusedAtOnce() throws Exception {
    try (PublisherLock lock = generations().lockPublisher()) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(generations()::lockPublisher)
          .isInstanceOf(PublisherBusyException.class)
          .hasMessageContaining("try again");
    }
  }

  @Test
  void lock_givenBack_canBeTakenAgain() throws Exception {
    generations().lockPublisher().close();
    generations().lockPublisher().close();
  }

  @Test
  void lock_closedTwice_doesNotReleaseTheNextHolder() throws Exception {
    PublisherLock first = generations().lockPublisher();
    first.close();
    try (PublisherLock second = generations().lockPublisher()) {
      first.close();
      assertThatThrownBy(generations()::lockPublisher).isInstanceOf(PublisherBusyException.class);
      assertThat(
              generations()
                  .publish(second, PRODUCTION, "held", Optional.empty(), List.of(), Map.of())
                  .number())
          .isEqualTo(1);
    }
  }

  @Test
  void lock_wantedByManyThreads_goesToOne() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<PublisherLock> held = Collections.synchronizedList(new ArrayList<>());
    try {
      Callable<Boolean> tryIt =
          () -> {
            try {
              return held.add(generations().lockPublisher());
            } catch (PublisherBusyException e) {
              return false;
            }
          };
      for (Future<Boolean> outcome : threads.invokeAll(Collections.nCopies(8, tryIt))) {
        outcome.get();
      }
      assertThat(held).hasSize(1);
    } finally {
      threads.shutdown();
      for (PublisherLock lock : held) {
        lock.close();
      }
    }
  }

  @Test
  void publish_lockGivenBack_isRefused() throws Exception {
    PublisherLock lock = generations().lockPublisher();
    lock.close();
    assertThatThrownBy(
            () ->
                generations()
                    .publish(lock, PRODUCTION, "late", Optional.empty(), List.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("given back");
    assertThat(generations().pointer(PRODUCTION)).isEmpty();
  }

  @Test
  void publish_lockOfAnotherStore_isRefused() throws Exception {
    try (ContentStore other = otherStore();
        PublisherLock foreign = other.generations().lockPublisher()) {
      assertThatThrownBy(
              () ->
                  generations()
                      .publish(
                          foreign, PRODUCTION, "foreign", Optional.empty(), List.of(), Map.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () ->
                  generations()
                      .publish(
                          () -> {}, PRODUCTION, "forged", Optional.empty(), List.of(), Map.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(generations().pointer(PRODUCTION)).isEmpty();
    }
  }

  @Test
  void channels_haveAPointerEach() throws Exception {
    Generation first = Stored.publish(store(), "first", Stored.entry(store(), "a.zip", "a"));
    try (PublisherLock lock = generations().lockPublisher()) {
      Generation tried =
          generations()
              .publish(
                  lock,
                  Channel.TESTING,
                  "try",
                  Optional.of(first),
                  List.of(Stored.entry(store(), "a.zip", "b")),
                  Map.of());
      assertThat(generations().pointer(PRODUCTION).orElseThrow().generation()).isEqualTo(1);
      assertThat(generations().current(Channel.TESTING).orElseThrow().entries())
          .isEqualTo(tried.entries());

      generations().point(lock, PRODUCTION, tried.number());
      assertThat(generations().pointer(PRODUCTION))
          .isEqualTo(generations().pointer(Channel.TESTING));
    }
  }

  @Test
  void write_doesNotSwitch() throws Exception {
    Stored.publish(store(), "first");
    try (PublisherLock lock = generations().lockPublisher()) {
      Generation written =
          generations().write(lock, "second", Optional.empty(), List.of(), Map.of());
      assertThat(written.number()).isEqualTo(2);
    }
    assertThat(generations().pointer(PRODUCTION).orElseThrow().generation()).isEqualTo(1);
    assertThat(generations().numbers()).containsExactly(1, 2);
  }

  @Test
  void point_toNoGeneration_isRefusedAndServesOn() throws Exception {
    Stored.publish(store(), "first");
    try (PublisherLock lock = generations().lockPublisher()) {
      assertThatThrownBy(() -> generations().point(lock, PRODUCTION, 7))
          .isInstanceOf(DamagedStoreException.class)
          .hasMessageContaining("missing");
    }
    assertThat(generations().pointer(PRODUCTION).orElseThrow().generation()).isEqualTo(1);
  }

  @Test
  void facts_areKeptFromGenerationToGeneration_untilReplaced() throws Exception {
    Entry a = Stored.entry(store(), "a.zip", "a");
    Entry b = Stored.entry(store(), "b.zip", "b");
    JsonNode about = JsonNodeFactory.instance.objectNode().put("source", "\u00e4 \"1\"\n");
    JsonNode other = JsonNodeFactory.instance.objectNode().put("revision", 9_000_000_000L);
    try (PublisherLock lock = generations().lockPublisher()) {
      Generation first =
          generations()
              .write(lock, "first", Optional.empty(), List.of(a, b), Map.of(a.path(), about));
      Generation second =
          generations()
              .write(
                  lock,
                  "second",
                  Optional.of(first),
                  List.of(a.dropped(Stored.NOW), b),
                  Map.of(b.path(), other));
      for (Generation each : List.of(second, generations().load(2))) {
        assertThat(each.facts(each.find(a.path()).orElseThrow())).isEqualTo(about);
        assertThat(each.facts(each.find(b.path()).orElseThrow())).isEqualTo(other);
        assertThat(each.find(a.path()).orElseThrow().until()).hasValue(Stored.NOW);
      }
      assertThat(generations().load(1).facts(b).isEmpty()).isTrue();
    }
  }

  @Test
  void factsOfSome_areThoseOfEach_inOrder() throws Exception {
    List<Entry> entries = new ArrayList<>();
    Map<ContentPath, JsonNode> facts = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      Entry entry = Stored.entry(store(), String.format(Locale.ROOT, "%04d.zip", i), "x");
      entries.add(entry);
      if (i % 7 != 0) {
        facts.put(
            entry.path(),
            JsonNodeFactory.instance.objectNode().put("source", "upstream").put("number", i));
      }
    }
    try (PublisherLock lock = generations().lockPublisher()) {
      Generation unused = generations().write(lock, "many", Optional.empty(), entries, facts);
    }
    Generation loaded = generations().load(1);
    List<Entry> some =
        loaded.entries().stream().filter(each -> !each.path().toString().contains("5")).toList();
    List<String> expected = new ArrayList<>();
    for (Entry entry : some) {
      expected.add(entry.path() + " " + loaded.facts(entry));
    }
    assertThat(loaded.facts(some, (entry, about) -> entry.path() + " " + about))
        .isEqualTo(expected)
        .contains("0001.zip " + facts.get(ContentPath.of("0001.zip")))
        .contains("0007.zip {}");
  }

  @Test
  void delete_takesAGenerationNobodyServes_andNoOther() throws Exception {
    for (String reason : List.of("first", "second", "third", "fourth")) {
      Stored.publish(store(), reason);
    }
    try (PublisherLock lock = generations().lockPublisher()) {
      generations().point(lock, PRODUCTION, 2);
      generations().point(lock, Channel.TESTING, 3);
      generations().delete(lock, 1);
      for (int kept = 2; kept <= 4; kept++) {
        int number = kept;
        assertThatThrownBy(() -> generations().delete(lock, number))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith("generation " + number + " is ");
      }
    }
    assertThat(generations().numbers()).containsExactly(2, 3, 4);
  }

  private Sha256 manifestOf(Generation generation) throws IOException {
    byte[] manifest = generations().manifest(generation.number()).write();
    Digester digester = new Digester();
    digester.update(manifest, 0, manifest.length);
    return digester.finish().sha256();
  }
}
