package org.livemirror.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.store.Channel.PRODUCTION;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Sha256;
import org.livemirror.store.Stored;

/** What an operator is told when the folder is not what the store wrote. */
final class FileDamageTest {
  private static final String HASH =
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

  private final Path root;
  private final Path current;
  private final Path manifest;
  private final FileContentStore store;

  FileDamageTest(@TempDir Path folder) throws IOException {
    root = folder;
    current = root.resolve("CURRENT");
    manifest = root.resolve("generations/000001/manifest.json");
    store = FileContentStore.open(root, Stored.CLOCK);
    Stored.publish(store, "first", Stored.entry(store, "a.zip", "a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "000001",
        "000001 " + HASH,
        "000001 " + HASH + "\r\n",
        "000001 " + HASH + "\n\n",
        "000001  " + HASH + "\n",
        "1 " + HASH + "\n",
        "-00001 " + HASH + "\n",
        "9999999999 " + HASH + "\n",
        "000001 0123\n",
        "000001 G123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
        "\0\0\0\0\0\0\0\0"
      })
  void current_damaged_isRefusedWithWhatWasFound(String text) throws Exception {
    Files.writeString(current, text);
    assertThatThrownBy(() -> store.generations().pointer(PRODUCTION))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith(current + ": found '" + text.replaceAll("\\p{Cntrl}", "?") + "'")
        .hasMessageContaining("(expected one line: ");
    assertThatThrownBy(() -> store.generations().current(PRODUCTION))
        .isInstanceOf(DamagedStoreException.class);
  }

  @Test
  void current_overwrittenByALargeFile_isQuotedInPart() throws Exception {
    Files.writeString(current, "x".repeat(100_000));
    assertThatThrownBy(() -> store.generations().pointer(PRODUCTION))
        .isInstanceOf(DamagedStoreException.class)
        .message()
        .hasSizeLessThan(1000);
  }

  @Test
  void manifest_altered_isRefusedWithBothHashes() throws Exception {
    Sha256 expected = store.generations().pointer(PRODUCTION).orElseThrow().manifest();
    Files.writeString(manifest, Files.readString(manifest).replace("first", "First"));
    assertThatThrownBy(() -> store.generations().current(PRODUCTION))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith(manifest + ": SHA-256 ")
        .hasMessageContaining("(expected " + expected + ", from CURRENT)");
    assertThat(store.generations().pointer(PRODUCTION)).isPresent();
  }

  @Test
  void manifest_missing_isRefused() throws Exception {
    Files.delete(manifest);
    assertThatThrownBy(() -> store.generations().current(PRODUCTION))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith(manifest + ": missing");
    assertThatThrownBy(() -> store.generations().load(1))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith(manifest + ": missing");
  }

  @Test
  void manifest_cutShort_isRefusedByLoad() throws Exception {
    String text = Files.readString(manifest);
    Files.writeString(manifest, text.substring(0, text.length() / 2));
    assertThatThrownBy(() -> store.generations().load(1))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith(manifest + ": not a manifest: ");
  }

  @Test
  void manifest_ofAnotherGeneration_isRefusedByLoad() throws Exception {
    Stored.publish(store, "second");
    Path second = root.resolve("generations/000002/manifest.json");
    Files.write(second, Files.readAllBytes(manifest));
    assertThatThrownBy(() -> store.generations().load(2))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith(second + ": generation 1 (expected 2, from its name)");
  }

  @Test
  void page_altered_isRefused_andTheGenerationBeforeIsWhole() throws Exception {
    Stored.publish(store, "second", Stored.entry(store, "b.zip", "b"));
    Sha256 page = store.generations().manifest(2).pages().get(0).blob();
    String hex = page.toString();
    Path file =
        root.resolve("blobs/sha256/" + hex.substring(0, 2) + "/" + hex.substring(2, 4))
            .resolve(hex);
    byte[] whole = Files.readAllBytes(file);
    whole[10] ^= 1;
    Files.write(file, whole);
    assertThatThrownBy(() -> store.generations().current(PRODUCTION))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("generation 2: page " + page + ": found SHA-256 ");
    assertThat(store.generations().load(1).reason()).isEqualTo("first");

    Files.delete(file);
    assertThatThrownBy(() -> store.generations().load(2))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("generation 2: page " + page + ": missing");
  }

  @Test
  void store_damaged_canBeOpenedAndPublishedAnew() throws Exception {
    Files.writeString(current, "rubbish");
    try (FileContentStore again = FileContentStore.open(root, Stored.CLOCK)) {
      assertThat(Stored.publish(again, "repaired").number()).isEqualTo(2);
      assertThat(again.generations().current(PRODUCTION).orElseThrow().reason())
          .isEqualTo("repaired");
    }
  }
}
