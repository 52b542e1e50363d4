package org.livemirror.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.store.Channel.PRODUCTION;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Stored;

/** One publisher at a time on a bucket, across nodes. */
final class LeaseTest extends S3Case {
  private static final Duration EXPIRED = QUIET.lease().plusSeconds(5);

  @Test
  void lease_heldByAnotherNode_isRefusedAndNamesIt() throws Exception {
    S3ContentStore a = node("a");
    S3ContentStore b = node("b");
    try (PublisherLock held = a.generations().lockPublisher()) {
      assertThat(held).isNotNull();
      assertThatThrownBy(b.generations()::lockPublisher)
          .isInstanceOf(PublisherBusyException.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid() + " on ")
          .hasMessageContaining("its lease runs out in");
    }
    b.generations().lockPublisher().close();
    assertThat(object("LOCK")).hasContent("free\n");
  }

  @Test
  void lease_almostExpired_isStillHeld() throws Exception {
    S3ContentStore b = node("b");
    try (PublisherLock held = node("a").generations().lockPublisher()) {
      assertThat(held).isNotNull();
      age("LOCK", QUIET.lease().minusSeconds(10));
      assertThatThrownBy(b.generations()::lockPublisher).isInstanceOf(PublisherBusyException.class);
    }
  }

  @Test
  void lease_expired_isTakenOver_andTheOldHolderChangesNothingMore() throws Exception {
    S3ContentStore a = node("a");
    S3ContentStore b = node("b");
    Stored.publish(a, "first");
    PublisherLock old = a.generations().lockPublisher();
    age("LOCK", EXPIRED);
    try (PublisherLock next = b.generations().lockPublisher()) {
      assertThatThrownBy(() -> a.generations().point(old, PRODUCTION, 1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("taken over by another");
      assertThatThrownBy(() -> a.documents().replace(old, "state.json", ascii("old")))
          .hasMessageContaining("taken over by another");
      assertThatThrownBy(() -> Stored.publishWith(a, old))
          .hasMessageContaining("taken over by another");

      assertThat(Stored.publishWith(b, next).number()).isEqualTo(2);
      old.close();
      assertThatThrownBy(a.generations()::lockPublisher).isInstanceOf(PublisherBusyException.class);
    }
    assertThat(a.generations().pointer(PRODUCTION).orElseThrow().generation()).isEqualTo(2);
    assertThat(b.documents().read("state.json")).isEmpty();
  }

  /** What is left to the last fence: the holder does not know that it lost its lease. */
  @Test
  void pointer_movedByAnotherSinceTheLockWasTaken_isNotOverwritten() throws Exception {
    S3ContentStore a = node("a");
    Stored.publish(a, "first");
    Stored.publish(a, "second");
    try (PublisherLock lock = a.generations().lockPublisher()) {
      overwrite("CURRENT", ascii("another's"));
      assertThatThrownBy(() -> a.generations().point(lock, PRODUCTION, 1))
          .hasMessageContaining("CURRENT: changed by another");
      overwrite("state.json", ascii("another's"));
      assertThatThrownBy(() -> a.documents().replace(lock, "state.json", ascii("mine")))
          .hasMessageContaining("state.json: changed by another");
    }
    assertThat(object("CURRENT")).hasContent("another's");
    assertThat(object("state.json")).hasContent("another's");
  }

  @Test
  void pointer_movedTwiceUnderOneLock_isMoved() throws Exception {
    S3ContentStore a = node("a");
    try (PublisherLock lock = a.generations().lockPublisher()) {
      Stored.publishWith(a, lock);
      Stored.publishWith(a, lock);
      a.generations().point(lock, PRODUCTION, 1);
    }
    assertThat(a.generations().pointer(PRODUCTION).orElseThrow().generation()).isEqualTo(1);
  }

  @Test
  void manifest_ofANumberThatAnotherTook_isNotOverwritten() throws Exception {
    S3ContentStore a = node("a");
    try (PublisherLock lock = a.generations().lockPublisher()) {
      S3Ledger ledger =
          new S3Ledger(bucketOf(lock), new S3Blobs(bucketOf(lock), files(), cacheOf()));
      ledger.writeManifest(lock, 7, ascii("first"));
      ledger.writeManifest(lock, 7, ascii("first"));
      assertThatThrownBy(() -> ledger.writeManifest(lock, 7, ascii("second")))
          .hasMessageContaining("generations/000007/manifest.json: there already");
    }
    assertThat(object("generations/000007/manifest.json")).hasContent("first");
  }

  private static Bucket bucketOf(PublisherLock lock) {
    return ((Lease) lock).bucket();
  }

  private LocalFiles files() throws IOException {
    return new LocalFiles(cache("ledger"));
  }

  private BlobCache cacheOf() throws IOException {
    return BlobCache.open(files(), 0);
  }

  @Test
  void holder_silentForTooLong_refusesItsOwnWrites() throws Exception {
    S3Limits impatient =
        new S3Limits(
            QUIET.lease(),
            QUIET.renewal(),
            Duration.ZERO,
            QUIET.call(),
            QUIET.connect(),
            QUIET.silence(),
            QUIET.pause(),
            QUIET.partBytes());
    S3ContentStore a = node("a", 1 << 20, impatient);
    try (PublisherLock lock = a.generations().lockPublisher()) {
      assertThatThrownBy(() -> Stored.publishWith(a, lock))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("LOCK: not renewed for");
      assertThatThrownBy(() -> a.blobs().delete(lock, new org.livemirror.store.Sha256(1, 2, 3, 4)))
          .hasMessageContaining("not renewed for");
    }
    assertThat(a.generations().numbers()).isEmpty();
  }

  @Test
  @Timeout(60)
  void lease_whileItIsHeld_isRenewed() throws Exception {
    S3Limits busy =
        new S3Limits(
            QUIET.lease(),
            Duration.ofMillis(20),
            QUIET.trust(),
            QUIET.call(),
            QUIET.connect(),
            QUIET.silence(),
            QUIET.pause(),
            QUIET.partBytes());
    try (PublisherLock lock = node("a", 1 << 20, busy).generations().lockPublisher()) {
      assertThat(lock).isNotNull();
      age("LOCK", EXPIRED);
      Instant aMinuteAgo = Instant.now().minusSeconds(60);
      while (Files.getLastModifiedTime(object("LOCK")).toInstant().isBefore(aMinuteAgo)) {
        Thread.sleep(5);
      }
    }
  }

  @Test
  void lockFile_copiedFromAFolder_holdsNobodyUp() throws Exception {
    overwrite("LOCK", ascii("process 4711\n"));
    assertThat(Stored.publish(node("a"), "first").number()).isEqualTo(1);
  }

  @Test
  void service_thatDoesNotHeedConditions_isRefused() throws Exception {
    server.heedConditions(false);
    S3ContentStore a = node("a");
    assertThatThrownBy(a.generations()::lockPublisher)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not heed If-Match and If-None-Match");
    server.heedConditions(true);
    a.generations().lockPublisher().close();
  }
}
