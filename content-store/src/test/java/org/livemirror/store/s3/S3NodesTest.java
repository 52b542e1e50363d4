package org.livemirror.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.store.Channel.PRODUCTION;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.Stored;
import org.livemirror.store.file.FileContentStore;

/** Several nodes on one store, and what lies in the bucket. */
final class S3NodesTest extends S3Case {
  @Test
  void generation_publishedByOneNode_isServedByTheOther() throws Exception {
    S3ContentStore publisher = node("a");
    S3ContentStore follower = node("b");
    assertThat(follower.generations().pointer(PRODUCTION)).isEmpty();

    Entry entry = Stored.entry(publisher, "a.zip", "one");
    Generation published = Stored.publish(publisher, "first", entry);

    assertThat(follower.generations().pointer(PRODUCTION).orElseThrow().generation())
        .isEqualTo(published.number());
    Generation seen = follower.generations().current(PRODUCTION).orElseThrow();
    assertThat(seen.entries()).containsExactly(entry);
    assertThat(read(follower.blobs(), entry.blob())).isEqualTo(Stored.bytes("one"));
  }

  @Test
  void publisher_readsWhatItPublished_withoutFetchingIt() throws Exception {
    S3ContentStore publisher = node("a");
    Entry entry = Stored.entry(publisher, "a.zip", "one");
    assertThat(read(publisher.blobs(), entry.blob())).isEqualTo(Stored.bytes("one"));
    assertThat(gets(entry.blob())).isZero();
  }

  @Test
  void objects_copiedToAFolder_areAFileStore() throws Exception {
    S3ContentStore node = node("a");
    Entry entry = Stored.entry(node, "a.zip", "one");
    Stored.publish(node, "first", entry);
    try (PublisherLock lock = node.generations().lockPublisher()) {
      node.documents().replace(lock, "state.json", Stored.bytes("{}"));
    }
    Path copy = folder.resolve("copy");
    for (String name : files(object(""))) {
      Path to = copy.resolve(name);
      Files.createDirectories(to.getParent());
      Files.copy(object(name), to);
    }
    try (FileContentStore store = FileContentStore.open(copy, Stored.CLOCK)) {
      assertThat(store.generations().current(PRODUCTION).orElseThrow().entries())
          .containsExactly(entry);
      assertThat(read(store.blobs(), entry.blob())).isEqualTo(Stored.bytes("one"));
      assertThat(store.documents().read("state.json")).hasValue(Stored.bytes("{}"));
      assertThat(Stored.publish(store, "second", entry).number()).isEqualTo(2);
    }
  }

  @Test
  void folderOfAFileStore_copiedToABucket_isAStore() throws Exception {
    Path data = folder.resolve("data");
    Entry entry;
    try (FileContentStore store = FileContentStore.open(data, Stored.CLOCK)) {
      entry = Stored.entry(store, "a.zip", "one");
      Stored.publish(store, "first", entry);
    }
    for (String name : files(data)) {
      overwrite(name, Files.readAllBytes(data.resolve(name)));
    }
    S3ContentStore node = node("a");
    assertThat(Stored.publish(node, "second", entry).number()).isEqualTo(2);
    assertThat(node.generations().current(PRODUCTION).orElseThrow().entries())
        .containsExactly(entry);
  }

  @Test
  void forEach_tellsOfEveryBlob_andOfNothingElse() throws Exception {
    S3ContentStore node = node("a");
    Instant before = Instant.now().minusSeconds(2);
    List<String> expected = new ArrayList<>();
    for (int size = 0; size < 5; size++) {
      expected.add(put(node, random(size, size)) + " " + size);
    }
    Files.createDirectories(object("blobs/sha256/zz"));
    Files.write(object("blobs/sha256/zz/readme.txt"), new byte[1]);
    Files.createDirectories(object("blobs/sha256/00/00"));
    Files.write(object("blobs/sha256/00/00/" + "ab".repeat(32)), new byte[1]);

    List<String> told = new ArrayList<>();
    node.blobs()
        .forEach(
            (blob, size, stored) -> {
              told.add(blob + " " + size);
              assertThat(stored).isBetween(before, Instant.now().plusSeconds(2));
            });
    assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void list_ofMoreThanAPage_tellsOfAll() throws Exception {
    S3ContentStore node = node("a");
    Sha256 blob = put(node, random(1, 10));
    int more = 1005;
    for (int i = 0; i < more; i++) {
      Path file = object("generations/%06d/manifest.json".formatted(i + 1));
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[1]);
    }
    assertThat(node.generations().numbers()).hasSize(more).contains(1, 1000, 1001, more);
    assertThat(node.blobs().sizeBytes(blob)).hasValue(10);
  }

  @Test
  void delete_takesTheObjectAndThisNodesCopy_andTellsWhetherItWasThere() throws Exception {
    S3ContentStore node = node("a");
    Sha256 blob = put(node, random(1, 100));
    try (PublisherLock lock = node.generations().lockPublisher();
        var open = node.blobs().open(blob)) {
      assertThat(node.blobs().delete(lock, blob)).isTrue();
      assertThat(node.blobs().delete(lock, blob)).isFalse();
      assertThat(Stored.read(open)).isEqualTo(random(1, 100));
    }
    assertThat(object(name(blob))).doesNotExist();
    assertThatThrownBy(() -> node.blobs().open(blob)).isInstanceOf(MissingBlobException.class);
  }

  @Test
  void pointer_longerThanALine_isRefused() throws Exception {
    S3ContentStore node = node("a");
    overwrite("CURRENT", new byte[S3Limits.MAX_LINE_BYTES + 1]);
    assertThatThrownBy(() -> node.generations().pointer(PRODUCTION))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("s3://mirror/live/mirror/CURRENT: found more than 4096 bytes");
  }
}
