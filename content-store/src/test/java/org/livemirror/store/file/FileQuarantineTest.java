package org.livemirror.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.ContentPath;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.QuarantineBounds;
import org.livemirror.store.QuarantineItem;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.Stored;

/** The folder {@code quarantine/}, file by file. */
final class FileQuarantineTest {
  private final Path root;
  private final Path folder;
  private final FileContentStore store;
  private final StoreFolder smallStore;

  FileQuarantineTest(@TempDir Path root) throws IOException {
    this.root = root;
    this.folder = root.resolve("quarantine");
    this.store = FileContentStore.open(root, Stored.CLOCK);
    this.smallStore = new StoreFolder(root);
  }

  private QuarantineItem setAside(String text, String path) throws IOException {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      return setAside(lock, store.quarantine(), text, path).orElseThrow();
    }
  }

  private Optional<QuarantineItem> setAside(FileQuarantine small, String text, String path)
      throws IOException {
    try (PublisherLock lock = smallStore.lock()) {
      return setAside(lock, small, text, path);
    }
  }

  private Optional<QuarantineItem> setAside(
      PublisherLock lock, Quarantine quarantine, String text, String path) throws IOException {
    try (StagedBlob content = Stored.staged(store, text)) {
      return quarantine.setAside(
          lock,
          content,
          new Quarantine.Reason(ContentPath.of(path), "up", "Implausible", "too new"));
    }
  }

  /** A quarantine of the same folder with little room, at another time. */
  private FileQuarantine small(int items, long bytes, Duration later) {
    return new FileQuarantine(
        smallStore, new QuarantineBounds(items, bytes), Clock.offset(Stored.CLOCK, later));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void item_isAFileAndAJsonBesideIt() throws Exception {
    QuarantineItem item = setAside("abc", "x/a b_(1).zip");

    assertThat(item.name()).isEqualTo("20110825T152359Z-ba7816bf8f01-a_b__1_.zip");
    assertThat(files()).containsExactly(item.name(), item.name() + ".json");
    assertThat(store.quarantine().place(item)).isEqualTo(folder.resolve(item.name()).toString());
    assertThat(folder.resolve(item.name())).hasBinaryContent(Stored.bytes("abc"));
    JsonNode json = new ObjectMapper().readTree(folder.resolve(item.name() + ".json").toFile());
    assertThat(json.path("path").asText()).isEqualTo("x/a b_(1).zip");
    assertThat(json.path("source").asText()).isEqualTo("up");
    assertThat(json.path("rule").asText()).isEqualTo("Implausible");
    assertThat(json.path("message").asText()).isEqualTo("too new");
    assertThat(json.path("when").asText()).isEqualTo("2011-08-25T15:23:59Z");
    assertThat(json.path("sha256").asText()).isEqualTo(item.sha256().toString());
    assertThat(json.path("size").longValue()).isEqualTo(3);
    assertThat(root.resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void item_outlivesTheProcess() throws Exception {
    QuarantineItem item = setAside("abc", "a.zip");

    assertThat(FileContentStore.open(root, Stored.CLOCK).quarantine().items())
        .containsExactly(item);
  }

  @Test
  void name_thatIsLong_keepsItsEnd() throws Exception {
    String name = setAside("abc", "a".repeat(240) + "_livetri.zip").name();

    assertThat(name).hasSize(30 + 200).endsWith("a_livetri.zip");
    assertThat(store.quarantine().items()).hasSize(1);
  }

  @Test
  void contentOfAJsonName_isNotTakenForATellingFile() throws Exception {
    QuarantineItem item = setAside("{}", "a.json");
    QuarantineItem other = setAside("abc", "b.zip");

    assertThat(store.quarantine().items()).containsExactlyInAnyOrder(item, other);
  }

  @Test
  void half_thatACrashLeft_isNoItemAndGoesWithTheNext() throws Exception {
    QuarantineItem left = setAside("left", "left.zip");
    Files.delete(folder.resolve(left.name() + ".json"));
    QuarantineItem lost = setAside("lost", "lost.zip");
    Files.delete(folder.resolve(lost.name()));
    assertThat(store.quarantine().items()).isEmpty();

    QuarantineItem item = setAside("abc", "a.zip");

    assertThat(files()).containsExactly(item.name(), item.name() + ".json");
  }

  @Test
  void filesOfTheOperator_stay() throws Exception {
    QuarantineItem item = setAside("abc", "a.zip");
    Files.writeString(folder.resolve("notes.txt"), "looked at it");
    Files.createDirectory(folder.resolve("unpacked"));
    setAside("more", "b.zip");

    assertThat(files()).contains("notes.txt", "unpacked", item.name()).hasSize(6);
  }

  @Test
  void bytes_beyondTheBound_letTheOldestGo() throws Exception {
    QuarantineItem first = setAside(small(9, 10, Duration.ZERO), "1234", "z.zip").orElseThrow();
    QuarantineItem second =
        setAside(small(9, 10, Duration.ofSeconds(1)), "12345", "y.zip").orElseThrow();
    assertThat(store.quarantine().items()).containsExactly(first, second);

    QuarantineItem third =
        setAside(small(9, 10, Duration.ofSeconds(2)), "12", "x.zip").orElseThrow();

    assertThat(store.quarantine().items()).containsExactly(second, third);
    assertThat(files()).hasSize(4);
  }

  @Test
  void items_beyondTheBound_letTheOldestGo() throws Exception {
    setAside("1", "z.zip");
    setAside(small(2, 10, Duration.ofSeconds(1)), "2", "y.zip");
    setAside(small(2, 10, Duration.ofSeconds(2)), "3", "x.zip");

    assertThat(store.quarantine().items())
        .extracting(item -> item.reason().path().toString())
        .containsExactly("y.zip", "x.zip");
  }

  @Test
  void contentLongerThanAllThatMayBeKept_isNotKeptAndNothingGoes() throws Exception {
    QuarantineItem item = setAside("1", "a.zip");

    assertThat(setAside(small(9, 10, Duration.ZERO), "12345678901", "b.zip")).isEmpty();
    assertThat(store.quarantine().items()).containsExactly(item);
  }

  @Test
  void json_thatIsDamaged_isTold() throws Exception {
    QuarantineItem item = setAside("1", "a.zip");
    Path json = folder.resolve(item.name() + ".json");
    for (String text : new String[] {"", "{}", "{", "null"}) {
      Files.writeString(json, text);
      assertThatThrownBy(() -> store.quarantine().items())
          .isInstanceOf(DamagedStoreException.class)
          .hasMessageStartingWith(json.toString());
    }
  }
}
