package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the quarantine of every store does. */
abstract class QuarantineContract {
  private static final String FILE = "streaming/own$20rules_1.0_english_livetri.zip";

  abstract ContentStore store();

  abstract ContentStore otherStore() throws IOException;

  static Quarantine.Reason reason(String path) {
    return new Quarantine.Reason(ContentPath.of(path), "up", "Implausible", path + ": too new");
  }

  private Optional<QuarantineItem> setAside(String text, String path) throws IOException {
    try (PublisherLock lock = store().generations().lockPublisher();
        StagedBlob content = Stored.staged(store(), text)) {
      return store().quarantine().setAside(lock, content, reason(path));
    }
  }

  @Test
  void items_ofANewStore_areNone() throws Exception {
    assertThat(store().quarantine().items()).isEmpty();
  }

  @Test
  void setAside_isToldWithItsReasonAndReadBack() throws Exception {
    QuarantineItem item = setAside("abc", FILE).orElseThrow();

    assertThat(store().quarantine().items()).containsExactly(item);
    assertThat(item.name())
        .isEqualTo("20110825T152359Z-ba7816bf8f01-own$20rules_1.0_english_livetri.zip");
    assertThat(item.reason()).isEqualTo(reason(FILE));
    assertThat(item.when()).isEqualTo(Stored.NOW);
    assertThat(item.sha256().toString()).startsWith("ba7816bf8f01cfea");
    assertThat(item.sizeBytes()).isEqualTo(3);
    assertThat(Stored.read(store().quarantine().open(item))).isEqualTo(Stored.bytes("abc"));
    assertThat(store().quarantine().place(item)).endsWith(item.name());
  }

  @Test
  void setAside_ofTheSameBytes_keepsTheFirst() throws Exception {
    QuarantineItem first = setAside("abc", FILE).orElseThrow();

    assertThat(setAside("abc", "other.zip")).hasValue(first);
    assertThat(store().quarantine().items()).containsExactly(first);
  }

  @Test
  void setAside_changesNothingThatIsServed() throws Exception {
    Generation before = Stored.publish(store(), "test", Stored.entry(store(), "a.zip", "bytes"));
    QuarantineItem item = setAside("abc", "a.zip").orElseThrow();

    assertThat(store().generations().current(Channel.PRODUCTION).orElseThrow().entries())
        .isEqualTo(before.entries());
    assertThat(store().blobs().sizeBytes(item.sha256())).isEmpty();
  }

  @Test
  void setAside_beyondTheBound_letsTheOldestGo() throws Exception {
    for (int i = 0; i <= QuarantineBounds.DEFAULT.maxItems(); i++) {
      assertThat(setAside("text " + i, "%03d.zip".formatted(i))).isPresent();
    }

    // All of one second, so their names decide.
    assertThat(store().quarantine().items()).hasSize(QuarantineBounds.DEFAULT.maxItems());
    assertThat(setAside("text 100", "other.zip").orElseThrow().reason().path())
        .isEqualTo(ContentPath.of("100.zip"));
  }

  @Test
  void setAside_ofOtherBytesThanItsDigestsSay_keepsNothing() throws Exception {
    try (PublisherLock lock = store().generations().lockPublisher();
        StagedBlob one = Stored.staged(store(), "one");
        StagedBlob two = Stored.staged(store(), "two")) {
      HashedContent mixed =
          new HashedContent() {
            @Override
            public Digests digests() {
              return one.digests();
            }

            @Override
            public SeekableByteChannel open() throws IOException {
              return two.open();
            }
          };
      assertThatThrownBy(() -> store().quarantine().setAside(lock, mixed, reason(FILE)))
          .isInstanceOf(DamagedStoreException.class);
    }
    assertThat(store().quarantine().items()).isEmpty();
  }

  @Test
  void setAside_withAClosedLockOrAnotherStores_isABug() throws Exception {
    PublisherLock closed = store().generations().lockPublisher();
    closed.close();
    try (ContentStore other = otherStore();
        PublisherLock foreign = other.generations().lockPublisher();
        StagedBlob content = Stored.staged(store(), "abc")) {
      for (PublisherLock lock : new PublisherLock[] {closed, foreign}) {
        assertThatThrownBy(() -> store().quarantine().setAside(lock, content, reason(FILE)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    assertThat(store().quarantine().items()).isEmpty();
  }
}
