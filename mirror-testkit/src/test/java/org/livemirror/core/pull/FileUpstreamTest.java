package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.core.pull.Staging.randomBytes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.ContentPath;

final class FileUpstreamTest {
  private static final byte[] CONTENT = randomBytes(100_000);

  @TempDir Path parent;
  @TempDir Path data;
  private Path folder;
  private Upstream upstream;
  private Staging staging;

  @BeforeEach
  void fill() throws IOException {
    folder = Files.createDirectories(parent.resolve("content"));
    Files.createDirectories(folder.resolve("Streaming/low"));
    Files.write(folder.resolve("A_LiveTri.ZIP"), CONTENT);
    Files.write(folder.resolve("Streaming/b.zip"), CONTENT);
    Files.write(folder.resolve("Streaming/low/c.zip"), CONTENT);
    upstream = open(folder);
    staging = new Staging(data);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    staging.assertNothingLeft();
  }

  private static Upstream open(Path folder) throws IOException {
    return Upstreams.open(folder.toUri(), Duration.ofSeconds(5));
  }

  @Test
  void list_goesIntoFolders() throws Exception {
    assertThat(upstream.list().orElseThrow().toString())
        .isEqualTo("[A_LiveTri.ZIP, Streaming/b.zip, Streaming/low/c.zip]");
  }

  @Test
  void list_leavesOutNamesThatAreNoContentPaths() throws Exception {
    Files.write(folder.resolve("a?b"), CONTENT);
    Files.write(folder.resolve("ends."), CONTENT);

    assertThat(upstream.list().orElseThrow()).hasSize(3);
  }

  @Test
  void name_inOtherCase_isFound() throws Exception {
    assertThat(staging.fetch(upstream, "a_livetri.zip")).contains(CONTENT);
    assertThat(staging.fetch(upstream, "streaming/LOW/C.zip")).contains(CONTENT);
    assertThat(upstream.sizeBytes(ContentPath.of("a_livetri.zip"))).hasValue(CONTENT.length);
  }

  @Test
  void file_thatIsNotThere_isAnAnswer() throws Exception {
    assertThat(staging.fetch(upstream, "gone.zip")).isEmpty();
    assertThat(staging.fetch(upstream, "nowhere/gone.zip")).isEmpty();
    assertThat(staging.fetch(upstream, "a_livetri.zip/below")).isEmpty();
    assertThat(staging.fetch(upstream, "Streaming")).isEmpty();
    assertThat(upstream.sizeBytes(ContentPath.of("gone.zip"))).isEmpty();
  }

  @Test
  void links_areNotFollowed() throws Exception {
    Path outside = Files.createDirectories(parent.resolve("outside"));
    Files.write(outside.resolve("secret.zip"), CONTENT);
    Files.createSymbolicLink(folder.resolve("link.zip"), outside.resolve("secret.zip"));
    Files.createSymbolicLink(folder.resolve("linked"), outside);

    assertThat(upstream.list().orElseThrow()).hasSize(3);
    assertThat(staging.fetch(upstream, "link.zip")).isEmpty();
    assertThat(staging.fetch(upstream, "linked/secret.zip")).isEmpty();
    assertThat(staging.fetch(upstream, "LINKED/secret.zip")).isEmpty();
    assertThat(upstream.sizeBytes(ContentPath.of("linked/secret.zip"))).isEmpty();
  }

  @Test
  void root_thatIsALink_isFollowed() throws Exception {
    Path current = Files.createSymbolicLink(parent.resolve("current"), folder);

    try (Upstream linked = open(current)) {
      assertThat(linked.list().orElseThrow()).hasSize(3);
      assertThat(staging.fetch(linked, "streaming/b.zip")).contains(CONTENT);
    }
  }

  @Test
  void open_inTheMiddle_startsThere() throws Exception {
    try (Upstream.Body body =
        upstream.open(ContentPath.of("A_LiveTri.ZIP"), 99_990).orElseThrow()) {
      assertThat(body.startsAt()).isEqualTo(99_990);
      assertThat(body.totalBytes()).hasValue(CONTENT.length);
      assertThat(body.stream().readAllBytes()).hasSize(10).endsWith(CONTENT[CONTENT.length - 1]);
    }
  }

  @Test
  void folder_thatIsNotThere_isTold() {
    assertThatThrownBy(() -> open(parent.resolve("nowhere")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere")
        .hasMessageContaining("no such folder");
  }

  @Test
  void scheme_thatIsUnknown_isTold() {
    assertThatThrownBy(() -> Upstreams.open(URI.create("gopher://h/"), Duration.ofSeconds(5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scheme 'gopher' (expected one of [http, https, ftp, file])");
  }
}
