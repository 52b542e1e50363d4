package org.livemirror.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.store.Channel.PRODUCTION;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Entry;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.Stored;

/** The folder that {@link FileContentStore} documents, file by file. */
final class FileLayoutTest {
  private final Path root;
  private final FileContentStore store;

  FileLayoutTest(@TempDir Path folder) throws IOException {
    root = folder.resolve("not").resolve("there yet");
    store = FileContentStore.open(root, Stored.CLOCK);
  }

  @Test
  void folder_afterAPublish_holdsWhatIsDocumentedAndNothingElse() throws Exception {
    Entry entry = Stored.entry(store, "a.zip", "abc");
    Stored.publish(store, "first", entry);

    String hex = HexFormat.of().formatHex(sha256(Stored.bytes("abc")));
    String blob = "blobs/sha256/" + hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex;
    String page = store.generations().manifest(1).pages().get(0).blob().toString();
    assertThat(files())
        .containsExactlyInAnyOrder(
            "CURRENT",
            "LOCK",
            blob,
            "blobs/sha256/" + page.substring(0, 2) + "/" + page.substring(2, 4) + "/" + page,
            "generations/000001/manifest.json");
    assertThat(root.resolve(blob)).hasBinaryContent(Stored.bytes("abc"));
    assertThat(root.resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void current_isOneLine_numberAndHashOfTheManifest() throws Exception {
    Stored.publish(store, "first");
    Stored.publish(store, "second");
    byte[] manifest = Files.readAllBytes(root.resolve("generations/000002/manifest.json"));
    assertThat(root.resolve("CURRENT"))
        .hasContent("000002 " + HexFormat.of().formatHex(sha256(manifest)) + "\n");
  }

  @Test
  void manifest_isJson_withOnePageALine_andAPageWithOneEntryALine() throws Exception {
    Stored.publish(
        store,
        "first",
        Stored.entry(store, "b.zip", "b"),
        Stored.entry(store, "a/x.zip", "x"),
        Stored.entry(store, "A.zip", "aa"));
    Path manifest = root.resolve("generations/000001/manifest.json");

    ObjectMapper strict = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    JsonNode json = strict.readTree(Files.readAllBytes(manifest));
    assertThat(json.get("layout").intValue()).isEqualTo(3);
    assertThat(json.get("generation").intValue()).isEqualTo(1);
    assertThat(json.get("created").textValue()).isEqualTo("2011-08-25T15:23:59Z");
    assertThat(json.get("reason").textValue()).isEqualTo("first");
    assertThat(json.get("files").intValue()).isEqualTo(3);
    assertThat(json.get("bytes").intValue()).isEqualTo(4);
    assertThat(json.get("pages")).hasSize(1);
    assertThat(json.get("pages").get(0).get("first").textValue()).isEqualTo("A.zip");
    assertThat(json.get("pages").get(0).get("entries").intValue()).isEqualTo(3);
    assertThat(Files.readAllLines(manifest)).hasSize(3);

    List<String> lines =
        Files.readAllLines(blobFile(Sha256.parse(json.at("/pages/0/blob").textValue())));
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).isEqualTo("{\"common\":{}}");
    JsonNode last = strict.readTree(lines.get(3));
    assertThat(last.get("path").textValue()).isEqualTo("b.zip");
    assertThat(last.get("blob").textValue())
        .isEqualTo(HexFormat.of().formatHex(sha256(Stored.bytes("b"))));
    assertThat(last.get("size").longValue()).isEqualTo(1);
    assertThat(last.get("modified").textValue()).isEqualTo("2011-08-25T15:23:59Z");
    assertThat(last.get("kind").textValue()).isEqualTo("package");
    assertThat(last.has("until")).isFalse();
  }

  @Test
  void blob_committedAgain_isNotWrittenAgain() throws Exception {
    Path file = blobFile(Stored.entry(store, "a.zip", "abc").blob());
    Object before = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    assertThat(Stored.entry(store, "b.zip", "abc").sizeBytes()).isEqualTo(3);
    assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey()).isEqualTo(before);
  }

  @Test
  void blob_cutShortOnDisk_isRepairedByTheNextCommit() throws Exception {
    Sha256 name = Stored.entry(store, "a.zip", "abc").blob();
    Files.write(blobFile(name), Stored.bytes("a"));
    assertThat(Stored.entry(store, "a.zip", "abc").blob()).isEqualTo(name);
    assertThat(Stored.read(store.blobs().open(name))).isEqualTo(Stored.bytes("abc"));
  }

  @Test
  void blob_opened_isAFileChannel() throws Exception {
    Sha256 name = Stored.entry(store, "a.zip", "abc").blob();
    try (SeekableByteChannel channel = store.blobs().open(name)) {
      assertThat(channel).isInstanceOf(FileChannel.class);
    }
  }

  @Test
  void incoming_afterEveryWayToEndABlob_isEmpty() throws Exception {
    try (BlobSink sink = store.blobs().newSink()) {
      sink.write('x');
      assertThat(incoming()).hasSize(1);
    }
    assertThat(incoming()).isEmpty();

    Stored.staged(store, "discarded").close();
    assertThat(incoming()).isEmpty();

    try (StagedBlob first = Stored.staged(store, "same");
        StagedBlob second = Stored.staged(store, "same")) {
      assertThat(incoming()).hasSize(2);
      assertThat(first.commit()).isEqualTo(second.commit());
      assertThat(incoming()).isEmpty();
    }
  }

  @Test
  void lock_filesOfACrashInIncoming_areSwept() throws Exception {
    Path left = Files.createDirectories(root.resolve("incoming").resolve("folder"));
    Files.write(left.resolve("file"), Stored.bytes("half"));
    Files.write(root.resolve("incoming").resolve("left"), Stored.bytes("half"));
    try (FileContentStore again = FileContentStore.open(root, Stored.CLOCK)) {
      assertThat(incoming()).hasSize(2);
      again.generations().lockPublisher().close();
      assertThat(incoming()).isEmpty();
    }
  }

  @Test
  void lock_heldByAnother_leavesItsFilesAlone() throws Exception {
    try (PublisherLock lock = store.generations().lockPublisher();
        StagedBlob staged = Stored.staged(store, "under way");
        FileContentStore again = FileContentStore.open(root, Stored.CLOCK)) {
      assertThat(lock).isNotNull();
      assertThatThrownBy(again.generations()::lockPublisher)
          .isInstanceOf(PublisherBusyException.class);
      assertThat(incoming()).hasSize(1);
      staged.commit();
    }
  }

  @Test
  void open_again_seesTheSame() throws Exception {
    Entry old = Stored.entry(store, "a.zip", "old");
    Entry fresh = Stored.entry(store, "a.zip", "fresh");
    Stored.publish(store, "first", old);
    Stored.publish(store, "second", fresh);
    store.close();

    try (FileContentStore again = FileContentStore.open(root, Stored.CLOCK)) {
      assertThat(again.generations().numbers()).containsExactly(1, 2);
      assertThat(again.generations().pointer(PRODUCTION))
          .isEqualTo(store.generations().pointer(PRODUCTION));
      assertThat(again.generations().current(PRODUCTION).orElseThrow().entries())
          .containsExactly(fresh);
      assertThat(again.generations().load(1).entries()).containsExactly(old);
      assertThat(Stored.read(again.blobs().open(old.blob()))).isEqualTo(Stored.bytes("old"));
      assertThat(Stored.publish(again, "third", fresh).number()).isEqualTo(3);
    }
    assertThat(store.generations().pointer(PRODUCTION).orElseThrow().generation()).isEqualTo(3);
  }

  @Test
  void numbers_strangeFoldersInGenerations_areNotGenerations() throws Exception {
    Stored.publish(store, "first");
    Files.createDirectories(root.resolve("generations").resolve("000007"));
    Files.createDirectories(root.resolve("generations").resolve("lost+found"));
    Files.createFile(root.resolve("generations").resolve("000008"));
    assertThat(store.generations().numbers()).containsExactly(1);
    assertThat(Stored.publish(store, "second").number()).isEqualTo(2);
  }

  private Path blobFile(Sha256 name) {
    String hex = name.toString();
    return root.resolve("blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex);
  }

  private List<Path> incoming() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("incoming"))) {
      return files.toList();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
