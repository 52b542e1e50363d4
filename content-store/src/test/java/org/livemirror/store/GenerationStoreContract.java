package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.livemirror.store.GenerationStore.Pointer;

/** How generations are published, found again and kept, and who may publish. */
abstract class GenerationStoreContract {
  abstract ContentStore store();

  abstract ContentStore otherStore() throws IOException;

  private GenerationStore generations() {
    return store().generations();
  }

  @Test
  void store_beforeFirstPublish_hasNoGeneration() throws Exception {
    assertThat(generations().pointer()).isEmpty();
    assertThat(generations().current()).isEmpty();
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
    Generation current = generations().current().orElseThrow();
    assertThat(current.number()).isEqualTo(1);
    assertThat(current.created()).isEqualTo(Stored.NOW);
    assertThat(current.reason()).isEqualTo("first");
    assertThat(current.entries()).containsExactly(entry);
    assertThat(generations().pointer()).hasValue(new Pointer(1, manifestOf(current)));
  }

  @Test
  void publish_second_movesThePointerAndKeepsTheFirst() throws Exception {
    Entry old = Stored.entry(store(), "a.zip", "old");
    Entry fresh = Stored.entry(store(), "a.zip", "fresh");
    Stored.publish(store(), "first", old);
    Pointer before = generations().pointer().orElseThrow();
    Stored.publish(store(), "second", fresh);

    assertThat(generations().pointer().orElseThrow()).isNotEqualTo(before);
    assertThat(generations().pointer().orElseThrow().generation()).isEqualTo(2);
    assertThat(generations().current().orElseThrow().entries()).containsExactly(fresh);
    assertThat(generations().numbers()).containsExactly(1, 2);
    assertThat(generations().load(1).entries()).containsExactly(old);
    assertThat(generations().load(1).reason()).isEqualTo("first");
    assertThat(generations().load(2).entries()).containsExactly(fresh);
    assertThatThrownBy(() -> generations().load(3)).isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void publish_nothing_isAGeneration() throws Exception {
    Stored.publish(store(), "emptied");
    assertThat(generations().current().orElseThrow().entries()).isEmpty();
  }

  @Test
  void publish_callersListChangedLater_changesNothing() throws Exception {
    List<Entry> entries = new ArrayList<>(List.of(Stored.entry(store(), "a.zip", "a")));
    Stored.publish(store(), "first", entries);
    entries.clear();
    assertThat(generations().current().orElseThrow().entries()).hasSize(1);
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
    Pointer before = generations().pointer().orElseThrow();
    assertThatThrownBy(() -> Stored.publish(store(), "second", entries))
        .isInstanceOf(refusal)
        .message()
        .containsIgnoringCase(namedInMessage.toString());
    assertThat(generations().pointer()).hasValue(before);
    assertThat(generations().current().orElseThrow().reason()).isEqualTo("first");
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
                  Generation current = generations().current().orElseThrow();
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
      assertThat(generations().publish(second, "held", List.of()).number()).isEqualTo(1);
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
    assertThatThrownBy(() -> generations().publish(lock, "late", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("given back");
    assertThat(generations().pointer()).isEmpty();
  }

  @Test
  void publish_lockOfAnotherStore_isRefused() throws Exception {
    try (ContentStore other = otherStore();
        PublisherLock foreign = other.generations().lockPublisher()) {
      assertThatThrownBy(() -> generations().publish(foreign, "foreign", List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> generations().publish(() -> {}, "forged", List.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(generations().pointer()).isEmpty();
    }
  }

  private static Sha256 manifestOf(Generation generation) throws IOException {
    ByteArrayOutputStream manifest = new ByteArrayOutputStream();
    Manifest.write(generation, manifest);
    Digester digester = new Digester();
    digester.update(manifest.toByteArray(), 0, manifest.size());
    return digester.finish().sha256();
  }
}
