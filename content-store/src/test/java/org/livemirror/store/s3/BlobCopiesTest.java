package org.livemirror.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.Sha256;
import org.livemirror.store.Stored;

/** The copies on a node's disk: fetched once, checked, bounded, found again. */
final class BlobCopiesTest extends S3Case {
  private static final int SIZE = 100_000;

  private Path copies(String node) {
    return cache(node).resolve("blobs");
  }

  private static long bytes(Path below) throws IOException {
    long sum = 0;
    for (String name : files(below)) {
      sum += Files.size(below.resolve(name));
    }
    return sum;
  }

  @Test
  void blob_openedAgain_isNotFetchedAgain_andIsAFile() throws Exception {
    Sha256 blob = put(node("a"), random(1, SIZE));
    S3ContentStore b = node("b");
    for (int i = 0; i < 3; i++) {
      try (SeekableByteChannel channel = b.blobs().open(blob)) {
        assertThat(channel).isInstanceOf(FileChannel.class);
        assertThat(Stored.read(channel)).isEqualTo(random(1, SIZE));
      }
    }
    assertThat(gets(blob)).isEqualTo(1);
    assertThat(files(cache("b").resolve("downloads"))).isEmpty();
  }

  @Test
  @Timeout(60)
  void blob_wantedByManyAtOnce_isFetchedOnce_whetherItIsKeptOrNot() throws Exception {
    int wanted = 8;
    for (long cacheBytes : new long[] {1 << 20, 0}) {
      Sha256 blob = put(node("a"), random((int) cacheBytes, SIZE));
      S3ContentStore b = node("b" + cacheBytes, cacheBytes, QUIET);
      CountDownLatch asked = new CountDownLatch(1);
      server.beforeGet(key -> waitFor(asked));
      ExecutorService threads = Executors.newFixedThreadPool(wanted);
      try {
        Callable<byte[]> open = () -> read(b.blobs(), blob);
        List<Future<byte[]>> all = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
          all.add(threads.submit(open));
        }
        BlobCache cache = b.cache();
        while (cache.waiting(blob) < wanted) {
          Thread.sleep(5);
        }
        asked.countDown();
        for (Future<byte[]> each : all) {
          assertThat(each.get()).isEqualTo(random((int) cacheBytes, SIZE));
        }
      } finally {
        threads.shutdownNow();
        server.beforeGet(key -> {});
      }
      assertThat(gets(blob)).isEqualTo(1);
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void blobs_ofMoreBytesThanTheCap_areNotAllKept_andAllCanBeRead() throws Exception {
    S3ContentStore a = node("a");
    List<Sha256> blobs = new ArrayList<>();
    for (int seed = 0; seed < 10; seed++) {
      blobs.add(put(a, random(seed, SIZE)));
    }
    long cap = 3 * SIZE + SIZE / 2;
    S3ContentStore b = node("b", cap, QUIET);
    for (int round = 0; round < 2; round++) {
      for (int seed = 0; seed < 10; seed++) {
        assertThat(read(b.blobs(), blobs.get(seed))).isEqualTo(random(seed, SIZE));
        assertThat(bytes(copies("b"))).isLessThanOrEqualTo(cap);
      }
    }
    assertThat(files(copies("b"))).isNotEmpty();
  }

  @Test
  void blob_beingRead_canBeReadToItsEndWhenItsCopyIsDropped() throws Exception {
    S3ContentStore a = node("a");
    Sha256 first = put(a, random(0, SIZE));
    S3ContentStore b = node("b", SIZE + 5000, QUIET);
    try (SeekableByteChannel open = b.blobs().open(first)) {
      for (int seed = 1; seed < 6; seed++) {
        Sha256 next = put(a, random(seed, SIZE));
        assertThat(read(b.blobs(), next)).isEqualTo(random(seed, SIZE));
        assertThat(read(b.blobs(), next)).isEqualTo(random(seed, SIZE));
      }
      b.cache().remove(first);
      assertThat(copies("b").resolve(name(first))).doesNotExist();
      assertThat(Stored.read(open)).isEqualTo(random(0, SIZE));
    }
  }

  @Test
  void blob_largerThanTheCap_isReadAndNotKept() throws Exception {
    Sha256 blob = put(node("a"), random(1, SIZE));
    S3ContentStore b = node("b", SIZE / 2, QUIET);
    assertThat(read(b.blobs(), blob)).isEqualTo(random(1, SIZE));
    assertThat(read(b.blobs(), blob)).isEqualTo(random(1, SIZE));
    assertThat(gets(blob)).isEqualTo(2);
    assertThat(files(cache("b"))).isEmpty();

    Sha256 own = put(b, random(2, SIZE));
    assertThat(files(cache("b"))).isEmpty();
    assertThat(read(b.blobs(), own)).isEqualTo(random(2, SIZE));
  }

  @Test
  void object_damaged_isRefusedAndNotKept() throws Exception {
    Sha256 blob = put(node("a"), random(1, SIZE));
    byte[] bytes = random(1, SIZE);
    bytes[SIZE / 2] ^= 1;
    overwrite(name(blob), bytes);
    S3ContentStore b = node("b");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> b.blobs().open(blob))
          .isInstanceOf(DamagedStoreException.class)
          .hasMessageStartingWith("s3://mirror/live/mirror/" + name(blob) + ": found SHA-256 ")
          .hasMessageContaining("delete the object");
    }
    assertThat(files(cache("b"))).isEmpty();

    overwrite(name(blob), random(1, SIZE));
    assertThat(read(b.blobs(), blob)).isEqualTo(random(1, SIZE));
  }

  @Test
  void blob_missing_isMissingForAllWhoAsk_andThereLater() throws Exception {
    S3ContentStore a = node("a");
    S3ContentStore b = node("b");
    Sha256 blob = Checksum.of(random(1, SIZE)).sha256();
    assertThatThrownBy(() -> b.blobs().open(blob)).isInstanceOf(MissingBlobException.class);
    assertThat(put(a, random(1, SIZE))).isEqualTo(blob);
    assertThat(read(b.blobs(), blob)).isEqualTo(random(1, SIZE));
  }

  @Test
  void copies_areFoundAgainAfterARestart() throws Exception {
    Sha256 blob = put(node("a"), random(1, SIZE));
    S3ContentStore before = node("b");
    assertThat(read(before.blobs(), blob)).isEqualTo(random(1, SIZE));
    before.close();

    S3ContentStore after = node("b");
    assertThat(read(after.blobs(), blob)).isEqualTo(random(1, SIZE));
    assertThat(read(after.blobs(), blob)).isEqualTo(random(1, SIZE));
    assertThat(gets(blob)).isEqualTo(1);
  }

  @Test
  void copy_damagedWhileTheNodeWasDown_isFetchedAgain() throws Exception {
    Sha256 blob = put(node("a"), random(1, SIZE));
    S3ContentStore before = node("b");
    assertThat(read(before.blobs(), blob)).isEqualTo(random(1, SIZE));
    before.close();
    Path copy = copies("b").resolve(files(copies("b")).get(0));
    Files.write(copy, new byte[SIZE]);

    assertThat(read(node("b").blobs(), blob)).isEqualTo(random(1, SIZE));
    assertThat(gets(blob)).isEqualTo(2);
    assertThat(Files.readAllBytes(copy)).isEqualTo(random(1, SIZE));
  }

  @Test
  void copies_ofALargerCap_areCutToTheCapAtStart() throws Exception {
    S3ContentStore a = node("a");
    S3ContentStore before = node("b");
    for (int seed = 0; seed < 5; seed++) {
      assertThat(read(before.blobs(), put(a, random(seed, SIZE)))).hasSize(SIZE);
    }
    before.close();
    assertThat(bytes(copies("b"))).isEqualTo(5L * SIZE);

    S3ContentStore after = node("b", 2 * SIZE + SIZE / 2, QUIET);
    assertThat(after.cache()).isNotNull();
    assertThat(bytes(copies("b"))).isEqualTo(2L * SIZE);
  }

  @Test
  void copy_deletedByHand_isFetchedAgain() throws Exception {
    Sha256 blob = put(node("a"), random(1, SIZE));
    S3ContentStore b = node("b");
    for (int i = 0; i < 2; i++) {
      assertThat(read(b.blobs(), blob)).isEqualTo(random(1, SIZE));
      Files.delete(copies("b").resolve(files(copies("b")).get(0)));
    }
    assertThat(gets(blob)).isEqualTo(2);
  }

  @Test
  void leftovers_ofACrash_areSweptAtStart_andOfARunningDownloadAreNot() throws Exception {
    Path downloads = Files.createDirectories(cache("b").resolve("downloads"));
    Path old = Files.write(downloads.resolve("old"), new byte[10]);
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3600)));
    Path fresh = Files.write(downloads.resolve("fresh"), new byte[10]);
    Path staged = Files.createDirectories(cache("b").resolve("incoming")).resolve("staged");
    Files.write(staged, new byte[10]);

    S3ContentStore b = node("b");
    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
    assertThat(staged).exists();
    b.generations().lockPublisher().close();
    assertThat(staged).doesNotExist();
    assertThat(Collections.singletonList(fresh)).allMatch(Files::exists);
  }
}
