package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.core.pull.Staging.randomBytes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.ContentPath;

@Timeout(30)
final class FtpUpstreamTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final byte[] CONTENT = randomBytes(100_000);
  private static final String FILE = "file.zip";

  @TempDir Path folder;
  @TempDir Path data;
  private FtpFolder server;
  private Upstream upstream;
  private Staging staging;

  @BeforeEach
  void serve() throws Exception {
    Files.write(folder.resolve(FILE), CONTENT);
    server = new FtpFolder(folder);
    upstream = Upstreams.open(server.url(), TIMEOUT);
    staging = new Staging(data);
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
    Awaitility.await().until(() -> server.openConnections() == 0);
    server.close();
    staging.assertNothingLeft();
  }

  @Test
  void list_namesFilesInSubFolders() throws Exception {
    Path streaming = Files.createDirectories(folder.resolve("streaming"));
    Files.write(streaming.resolve("with space.zip"), CONTENT);
    Files.write(folder.resolve(".hidden"), CONTENT);

    assertThat(upstream.list().orElseThrow())
        .containsExactlyInAnyOrder(
            ContentPath.of(FILE), ContentPath.of("streaming/with space.zip"));
    assertThat(staging.fetch(upstream, "streaming/with space.zip")).contains(CONTENT);
  }

  @Test
  void list_ofAFolderInTheUrl_isRelativeToIt() throws Exception {
    Path streaming = Files.createDirectories(folder.resolve("stream ing"));
    Files.write(streaming.resolve("a.zip"), CONTENT);
    try (Upstream below = Upstreams.open(URI.create(server.url() + "stream%20ing"), TIMEOUT)) {
      assertThat(below.list().orElseThrow()).containsExactly(ContentPath.of("a.zip"));
      assertThat(staging.fetch(below, "a.zip")).contains(CONTENT);
    }
  }

  @Test
  void size_isTold() throws Exception {
    assertThat(upstream.sizeBytes(ContentPath.of(FILE))).isEqualTo(OptionalLong.of(CONTENT.length));
  }

  @Test
  void file_thatIsNotThere_isAnAnswer() throws Exception {
    assertThat(staging.fetch(upstream, "gone.zip")).isEmpty();
    assertThat(upstream.sizeBytes(ContentPath.of("gone.zip"))).isEmpty();
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void connection_isReused() throws Exception {
    assertThat(upstream.list()).isPresent();
    assertThat(staging.fetch(upstream, FILE)).contains(CONTENT);
    assertThat(upstream.sizeBytes(ContentPath.of(FILE))).isPresent();
    assertThat(staging.fetch(upstream, FILE)).contains(CONTENT);

    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void transfer_thatBreaks_isResumed() throws Exception {
    server.breakNext(FILE, 40_000);

    assertThat(staging.fetch(upstream, FILE)).contains(CONTENT);
    assertThat(server.commands()).anyMatch(command -> command.matches("REST [1-9]\\d+"));
  }

  @Test
  void transfer_thatIsGivenUp_endsItsConnection() throws Exception {
    try (Upstream.Body body = upstream.open(ContentPath.of(FILE), 0).orElseThrow()) {
      assertThat(body.stream().read()).isEqualTo(CONTENT[0] & 0xff);
    }
    Awaitility.await().until(() -> server.openConnections() == 0);

    assertThat(staging.fetch(upstream, FILE)).contains(CONTENT);
  }

  @Test
  void transfer_thatEndsAfterClose_leavesNoConnection() throws Exception {
    Upstream.Body body = upstream.open(ContentPath.of(FILE), 0).orElseThrow();
    upstream.close();
    assertThat(body.stream().readAllBytes()).isEqualTo(CONTENT);
    body.close();

    Awaitility.await().until(() -> server.openConnections() == 0);
  }

  @Test
  void login_thatIsRight_isUsed() throws Exception {
    try (Upstream named = Upstreams.open(server.url("me:secret@"), TIMEOUT)) {
      assertThat(staging.fetch(named, FILE)).contains(CONTENT);
    }
    assertThat(server.commands()).contains("USER me", "PASS secret");
  }

  @Test
  void login_thatIsWrong_isToldWithoutThePassword() throws Exception {
    try (Upstream named = Upstreams.open(server.url("me:hunter2@"), TIMEOUT)) {
      assertThatThrownBy(() -> staging.fetch(named, FILE))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "ftp://127.0.0.1:"
                  + server.url().getPort()
                  + ": login as me: the server says '530 Authentication failed.'");
    }
  }

  @Test
  void folder_thatIsNotThere_listsNothing() throws Exception {
    try (Upstream below = Upstreams.open(URI.create(server.url() + "nowhere/"), TIMEOUT)) {
      assertThatThrownBy(below::list)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(server.url() + "nowhere/: the server says '");
    }
  }

  @Test
  void server_thatHungUpMeanwhile_isAskedAnew() throws Exception {
    assertThat(staging.fetch(upstream, FILE)).contains(CONTENT);
    try (ScriptedFtp scripted = new ScriptedFtp();
        Upstream other = Upstreams.open(scripted.url(), TIMEOUT)) {
      assertThat(other.sizeBytes(ContentPath.of(FILE))).hasValue(100_000);
      scripted.reply("NOOP", "421 too late");
      assertThat(other.sizeBytes(ContentPath.of(FILE))).hasValue(100_000);
      Awaitility.await().until(() -> scripted.controlConnections() == 1);
    }
  }

  @Test
  void size_thatIsNoNumber_failsAndLeavesNoConnection() throws Exception {
    assertReplyFails("SIZE", "213 many", "the server says '213 many'");
  }

  @Test
  void size_thatIsRefusedForNow_failsAndLeavesNoConnection() throws Exception {
    assertReplyFails("SIZE", "450 busy", "the server says '450 busy'");
  }

  @Test
  void server_thatHangsUpOnSize_failsAndLeavesNoConnection() throws Exception {
    assertReplyFails("SIZE", "", "");
  }

  @Test
  void server_thatHangsUpOnList_failsAndLeavesNoConnection() throws Exception {
    try (ScriptedFtp scripted = new ScriptedFtp();
        Upstream other = Upstreams.open(scripted.url(), TIMEOUT)) {
      scripted.reply("LIST", "");
      assertThatThrownBy(other::list)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(scripted.url() + ": ");
      Awaitility.await().until(() -> scripted.controlConnections() == 0);
    }
  }

  private static void assertReplyFails(String verb, String reply, String message)
      throws IOException {
    try (ScriptedFtp scripted = new ScriptedFtp();
        Upstream other = Upstreams.open(scripted.url(), TIMEOUT)) {
      scripted.reply(verb, reply);
      assertThatThrownBy(() -> other.sizeBytes(ContentPath.of(FILE)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(scripted.url() + FILE + ": ")
          .hasMessageContaining(message);
      assertThatThrownBy(() -> other.open(ContentPath.of(FILE), 0))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(scripted.url() + FILE + ": ")
          .hasMessageContaining(message);
      Awaitility.await().until(() -> scripted.controlConnections() == 0);
    }
  }

  @Test
  void size_thatTheServerDoesNotKnow_isEmpty() throws Exception {
    try (ScriptedFtp scripted = new ScriptedFtp();
        Upstream other = Upstreams.open(scripted.url(), TIMEOUT)) {
      scripted.reply("SIZE", "502 not here");

      assertThat(other.sizeBytes(ContentPath.of(FILE))).isEmpty();
    }
  }

  /** A file that is there and may not be read is not one that was withdrawn. */
  @Test
  void file_thatHasASizeAndCannotBeRead_fails() throws Exception {
    try (ScriptedFtp scripted = new ScriptedFtp();
        Upstream other = Upstreams.open(scripted.url(), TIMEOUT)) {
      scripted.reply("RETR", "550 permission denied");

      assertThatThrownBy(() -> other.open(ContentPath.of(FILE), 0))
          .isInstanceOf(IOException.class)
          .hasMessage(scripted.url() + FILE + ": the server says '550 permission denied'");
      scripted.reply("SIZE", "500 what");
      assertThat(other.open(ContentPath.of(FILE), 0)).isEqualTo(Optional.empty());
    }
  }

  @Test
  void transfer_thatStalls_failsInTimeAndLeavesNoConnection() throws Exception {
    try (ScriptedFtp scripted = new ScriptedFtp();
        Upstream other = Upstreams.open(scripted.url(), Duration.ofMillis(300))) {
      assertThatThrownBy(() -> staging.fetch(other, FILE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(FILE);
      Awaitility.await()
          .until(() -> scripted.dataConnections() + scripted.controlConnections() == 0);
    }
  }
}
