package org.livemirror.testkit.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.livemirror.core.publish.Published;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.disk.FaultyDisk.Operation;

/** What a start costs on a store of some size, counted in files that are opened. */
final class RestartTest {
  private static final int BLOBS = 1000;

  private FaultyDisk disk = FaultyDisk.empty();

  @BeforeEach
  void publish() throws Exception {
    ManyBlobs.publish(disk.root().resolve("data"), BLOBS);
    disk = disk.afterDeath();
  }

  private static Set<String> names(List<Entry> entries) {
    return entries.stream().map(entry -> entry.blob().toString()).collect(Collectors.toSet());
  }

  private List<String> openedBlobs(Set<String> blobs) {
    return disk.opened().stream()
        .map(file -> file.substring(file.lastIndexOf('/') + 1))
        .filter(blobs::contains)
        .toList();
  }

  @Test
  void start_ofAStore_readsNoBlobThatNobodyAskedFor() throws Exception {
    try (ContentStore store =
        FileContentStore.open(disk.root().resolve("data"), Clock.systemUTC())) {
      Published published = new Published(store);
      List<Entry> entries = published.current().generation().entries();

      assertThat(entries).hasSize(BLOBS);
      assertThat(openedBlobs(names(entries))).isEmpty();
      assertThat(disk.opened()).as("pointer, manifest and pages").hasSizeLessThan(BLOBS / 16);

      Entry asked =
          published.current().generation().find(ContentPath.of("1314253617many.m25")).orElseThrow();
      try (SeekableByteChannel channel = published.open(asked)) {
        assertThat(channel.read(ByteBuffer.allocate(100))).isEqualTo(asked.sizeBytes());
      }
      assertThat(openedBlobs(names(entries))).containsExactly(asked.blob().toString());
    }
  }

  @Test
  void publisher_afterOneThatEndedInOrder_syncsNothingOfIt() throws Exception {
    try (ContentStore store =
            FileContentStore.open(disk.root().resolve("data"), Clock.systemUTC());
        PublisherLock lock = store.generations().lockPublisher()) {
      assertThat(lock).isNotNull();
      assertThat(disk.operations()).doesNotContain(Operation.SYNC_FOLDER);
    }
  }

  @Test
  void fullDisk_canBeGivenRoomBack() throws Exception {
    disk.fault(0, DiskFault.FULL);
    Path data = disk.root().resolve("data");
    try (ContentStore store = FileContentStore.open(data, Clock.systemUTC());
        PublisherLock lock = store.generations().lockPublisher()) {
      Entry first = store.generations().load(1).entries().get(0);

      assertThat(store.blobs().delete(lock, first.blob())).isTrue();
      assertThat(store.blobs().sizeBytes(first.blob())).isEmpty();
    }
  }
}
