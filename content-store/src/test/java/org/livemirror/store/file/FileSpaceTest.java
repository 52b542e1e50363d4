package org.livemirror.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Entry;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.Stored;

/** Space on a real file system: links, what deleting gives back, and what damage hides. */
final class FileSpaceTest {
  @TempDir private Path folder;
  private FileContentStore store;

  @BeforeEach
  void open() throws Exception {
    store = FileContentStore.open(folder.resolve("data"), Stored.CLOCK);
  }

  private Path file(Sha256 blob) {
    String hex = blob.toString();
    return folder
        .resolve("data/blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex);
  }

  private static Object inode(Path file) throws Exception {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  @Test
  void link_sharesTheBytes_hashesThem_andGivesNothingBack() throws Exception {
    Path source = Files.writeString(folder.resolve("package.zip"), "definitions");

    Sha256 blob;
    try (PublisherLock lock = store.generations().lockPublisher()) {
      try (StagedBlob linked = store.blobs().link(source).orElseThrow()) {
        assertThat(linked.digests().sizeBytes()).isEqualTo(11);
        blob = linked.commit();
      }
      assertThat(blob).isEqualTo(HashedFile.of(source).digests().sha256());
      assertThat(inode(file(blob))).isEqualTo(inode(source)).isNotNull();
      assertThat(Files.getAttribute(source, "unix:nlink")).isEqualTo(2);
      assertThat(store.blobs().freedBytes(blob)).isZero();

      Files.delete(source);
      assertThat(store.blobs().freedBytes(blob)).isEqualTo(11);
      assertThat(store.blobs().delete(lock, blob)).isTrue();
    }
  }

  @Test
  void link_notCommitted_leavesTheSourceAlone() throws Exception {
    Path source = Files.writeString(folder.resolve("package.zip"), "definitions");
    store.blobs().link(source).orElseThrow().close();
    assertThat(source).hasContent("definitions");
    assertThat(Files.getAttribute(source, "unix:nlink")).isEqualTo(1);
  }

  @Test
  void link_ofWhatCannotBeLinked_isLeftToCopying() throws Exception {
    assertThat(store.blobs().link(folder.resolve("gone.zip"))).isEmpty();
    Path elsewhere = Path.of("/proc/self/status");
    if (Files.exists(elsewhere)) {
      assertThat(store.blobs().link(elsewhere)).isEqualTo(Optional.empty());
    }
    try (Stream<Path> left = Files.list(folder.resolve("data/incoming"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void usableBytes_areThoseOfTheDisk() throws Exception {
    assertThat(store.usableBytes().orElseThrow())
        .isPositive()
        .isLessThanOrEqualTo(Files.getFileStore(folder).getTotalSpace());
  }

  /** A manifest in which a page is missing is well formed, and would give blobs away. */
  @Test
  void blobsOf_aManifestThatLostAPage_isDamage() throws Exception {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      entries.add(Stored.entry(store, "package" + i + ".zip", "content " + i));
    }
    Stored.publish(store, "many", entries);
    Stored.publish(store, "few", entries.get(0));
    Path manifest = folder.resolve("data/generations/000001/manifest.json");
    List<String> lines = new ArrayList<>(Files.readAllLines(manifest));
    assertThat(lines).hasSizeGreaterThan(4);
    lines.remove(2);
    Files.write(manifest, lines);

    assertThatThrownBy(() -> store.generations().blobsOf(Set.of(1, 2)))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("generation 1: its pages hold ");
    assertThat(store.generations().blobsOf(Set.of(2))).hasSize(2);
  }

  /** Of what is served the pointer vouches for the manifest. */
  @Test
  void blobsOf_aServedManifestThatWasExchanged_isDamage() throws Exception {
    Stored.publish(store, "first", Stored.entry(store, "a.zip", "a"));
    Path manifest = folder.resolve("data/generations/000001/manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("first", "other"));

    assertThatThrownBy(() -> store.generations().blobsOf(Set.of(1)))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("from CURRENT");
  }
}
