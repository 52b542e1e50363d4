package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.core.pull.Staging.randomBytes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.store.ContentPath;
import org.livemirror.testkit.FakeUpstream;
import org.livemirror.testkit.Fault;

@Timeout(30)
final class HttpUpstreamTest {
  /** For servers that answer; a busy machine may be slow. */
  private static final Duration PATIENT = Duration.ofSeconds(20);

  /** For servers that do not; those that do at first have to be in time. */
  private static final Duration HASTY = Duration.ofSeconds(1);

  private static final byte[] CONTENT = randomBytes(100_000);
  private static final String FILE = "file.zip";

  @TempDir Path folder;
  @TempDir Path data;
  private FakeUpstream server;
  private Upstream upstream;
  private Upstream hasty;
  private Staging staging;

  @BeforeEach
  void serve() throws IOException {
    Files.write(folder.resolve(FILE), CONTENT);
    server = FakeUpstream.serve(folder);
    upstream = Upstreams.open(server.url(), PATIENT);
    hasty = Upstreams.open(server.url(), HASTY);
    staging = new Staging(data);
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
    hasty.close();
    server.close();
    staging.assertNothingLeft();
  }

  private byte[] fetched() throws IOException, RefusedException {
    return staging.fetch(upstream, FILE).orElseThrow();
  }

  private byte[] fetchedInHaste() throws IOException, RefusedException {
    return staging.fetch(hasty, FILE).orElseThrow();
  }

  private List<String> ranges() {
    return server.requests(FILE).stream().map(request -> request.header("Range")).toList();
  }

  @Test
  void file_thatIsThere_comesWhole() throws Exception {
    assertThat(fetched()).isEqualTo(CONTENT);
    assertThat(ranges()).containsExactly("");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void file_thatIsNotThere_isAnAnswer(int status) throws Exception {
    server.always("gone", Fault.status(status));

    assertThat(staging.fetch(upstream, "gone")).isEmpty();
    assertThat(upstream.sizeBytes(ContentPath.of("gone"))).isEmpty();
    assertThat(server.requests("gone")).hasSize(2);
  }

  @Test
  void size_isAskedByHead() throws Exception {
    assertThat(upstream.sizeBytes(ContentPath.of(FILE))).isEqualTo(OptionalLong.of(CONTENT.length));
    assertThat(server.requests(FILE)).singleElement().extracting("method").isEqualTo("HEAD");
    assertThat(server.bytesSent(FILE)).isZero();
  }

  @Test
  void size_thatIsNotTold_isEmpty() throws Exception {
    server.next(FILE, Fault.noLength());

    assertThat(upstream.sizeBytes(ContentPath.of(FILE))).isEmpty();
  }

  @Test
  void size_ofAFailingServer_fails() {
    server.next(FILE, Fault.status(503));

    assertThatThrownBy(() -> upstream.sizeBytes(ContentPath.of(FILE)))
        .isInstanceOf(IOException.class)
        .hasMessage(server.url() + FILE + ": status 503 (expected 200 or 404)");
  }

  @Test
  void list_cannotBeHad() throws Exception {
    assertThat(upstream.list()).isEmpty();
  }

  @Test
  void names_ofEveryPrintableCharacter_reachTheServerAsTheyAre() throws Exception {
    String name = "a$20b %41#[x]^`{y}~!&'()+,;=@_";
    Files.write(folder.resolve(name), CONTENT);

    assertThat(staging.fetch(upstream, name)).contains(CONTENT);
  }

  @Test
  void connection_isKeptBetweenFiles() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(fetched()).isEqualTo(CONTENT);
    }

    // One that is given back a moment too late is not reused at once.
    assertThat(server.openConnections()).isLessThan(5);
  }

  @Test
  void drop_onceOrTwice_resumesWhereItEnded() throws Exception {
    server.next(FILE, Fault.dropAfter(30_000), Fault.dropAfter(30_000));

    assertThat(fetched()).isEqualTo(CONTENT);
    assertThat(ranges()).hasSize(3);
    assertThat(ranges().get(0)).isEmpty();
    assertThat(ranges().subList(1, 3)).allMatch(range -> range.matches("bytes=\\d+-"));
    assertThat(server.bytesSent(FILE)).isLessThan(2L * CONTENT.length);
  }

  @Test
  void drop_everyTime_failsAfterTheAllowedAttempts() {
    server.always(FILE, Fault.dropAfter(10));

    assertThatThrownBy(this::fetched)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(server.url() + FILE + ": ");
    assertThat(server.requests(FILE)).hasSize(Staging.LIMITS.attempts());
  }

  @Test
  void drop_withoutAVersionToResumeBy_startsAnewAtOnce() throws Exception {
    server.next(FILE, Fault.dropAfter(30_000).and(Fault.eTag("")), Fault.eTag(""));

    assertThat(fetched()).isEqualTo(CONTENT);
    assertThat(ranges()).containsExactly("", "");
  }

  @Test
  void resume_thatTheServerIgnores_startsAnew() throws Exception {
    server.next(FILE, Fault.dropAfter(30_000), Fault.ignoreRange());

    assertThat(fetched()).isEqualTo(CONTENT);
    assertThat(server.requests(FILE)).hasSize(2);
  }

  @Test
  void resume_ofAFileThatChanged_startsAnew() throws Exception {
    server.next(FILE, Fault.dropAfter(30_000).and(Fault.eTag("\"older\"")));

    assertThat(fetched()).isEqualTo(CONTENT);
  }

  @Test
  void resume_ofAFileThatChangedItsLengthOnly_startsAnew() throws Exception {
    server.always(FILE, Fault.eTag("\"same\""));
    server.next(FILE, Fault.lengthTooLongBy(500).and(Fault.eTag("\"same\"")));

    assertThat(fetched()).isEqualTo(CONTENT);
  }

  @Test
  void resume_throughARedirect_goesOn() throws Exception {
    server.next("moved.zip", Fault.redirect("/" + FILE), Fault.redirect("/" + FILE));
    server.next(FILE, Fault.dropAfter(30_000));

    assertThat(staging.fetch(upstream, "moved.zip")).contains(CONTENT);
    assertThat(ranges()).hasSize(2);
    assertThat(ranges().get(1)).startsWith("bytes=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 0-99999/100000",
        "bytes 5-99999/100000",
        "bytes */100000",
        "nonsense",
        "bytes 99999999999999999999-1/2"
      })
  void contentRange_thatIsNotTheOneAskedFor_startsAnew(String label) throws Exception {
    server.next(FILE, Fault.dropAfter(30_000), Fault.contentRange(label));

    assertThat(fetched()).isEqualTo(CONTENT);
  }

  @Test
  void contentRange_thatIsAlwaysWrong_stillBringsTheFile() throws Exception {
    server.always(FILE, Fault.contentRange("bytes 0-99999/100000"));
    server.next(FILE, Fault.dropAfter(30_000));

    assertThat(fetched()).isEqualTo(CONTENT);
  }

  @Test
  void partialContent_thatWasNotAskedFor_fails() {
    server.always(FILE, Fault.contentRange("bytes 5-9/10").and(Fault.status(206)));

    assertThatThrownBy(this::fetched)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("206")
        .hasMessageContaining("bytes 5-9/10");
  }

  @Test
  void length_thatIsTooLong_isNoticed() {
    server.always(FILE, Fault.lengthTooLongBy(10));

    // How many bytes came before the end was noticed, and so what is found next, is up to the JDK.
    assertThatThrownBy(this::fetched)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(FILE + ": ");
  }

  @Test
  void length_thatIsNotDeclared_isFine() throws Exception {
    server.next(FILE, Fault.noLength());

    assertThat(fetched()).isEqualTo(CONTENT);
  }

  @Test
  void length_aboveTheCap_isRefusedBeforeTheBody() {
    server.always(FILE, Fault.lengthTooLongBy(Staging.MAX_BYTES));

    assertThatThrownBy(this::fetched)
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            FILE + ": Malformed: length: found 1148576 bytes (expected at most 1048576 bytes)");
    assertThat(server.requests(FILE)).hasSize(1);
  }

  @Test
  void body_withoutEnd_isRefusedAtTheCap() {
    server.always(FILE, Fault.endless());

    assertThatThrownBy(this::fetched)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("more than 1048576 bytes");
    assertThat(server.requests(FILE)).hasSize(1);
    assertAllHungUp();
  }

  @Test
  void stall_once_goesOnWithAnotherConnection() throws Exception {
    server.next(FILE, Fault.stallAfter(30_000));

    assertThat(fetchedInHaste()).isEqualTo(CONTENT);
    assertThat(ranges()).hasSize(2);
    Awaitility.await().until(() -> server.openConnections() <= 1);
  }

  @Test
  void stall_everyTime_failsInTimeAndHangsUp() {
    server.always(FILE, Fault.stallAfter(0));

    assertThatThrownBy(this::fetchedInHaste)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(server.url() + FILE)
        .hasMessageContaining("stalled");
    assertThat(server.requests(FILE)).hasSize(Staging.LIMITS.attempts());
    assertAllHungUp();
  }

  @Test
  void drip_isAStallToo() {
    server.always(FILE, Fault.drip(Duration.ofMillis(5)));

    assertThatThrownBy(this::fetchedInHaste)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stalled");
    assertAllHungUp();
  }

  @Test
  void silence_failsInTimeAndHangsUp() {
    server.always(FILE, Fault.silence());

    assertThatThrownBy(this::fetchedInHaste)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(server.url() + FILE);
    assertAllHungUp();
  }

  private void assertAllHungUp() {
    Awaitility.await().until(() -> server.openConnections() == 0);
  }

  @Test
  void serverError_thatPasses_isTriedAgain() throws Exception {
    server.next(FILE, Fault.status(500), Fault.status(503), Fault.status(500));

    assertThat(fetched()).isEqualTo(CONTENT);
    assertThat(server.requests(FILE)).hasSize(4);
  }

  @Test
  void serverError_thatStays_isTold() {
    server.always(FILE, Fault.status(500));

    assertThatThrownBy(this::fetched)
        .isInstanceOf(IOException.class)
        .hasMessage(server.url() + FILE + ": status 500 (expected 200 or 404)");
    assertThat(server.requests(FILE)).hasSize(Staging.LIMITS.attempts());
  }

  @Test
  void redirect_isFollowed() throws Exception {
    server.next("old.zip", Fault.redirect(server.url() + FILE));

    assertThat(staging.fetch(upstream, "old.zip")).contains(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file.zip", "file:///etc/passwd", "http://", ":", ""})
  void redirect_thatLeadsNowhere_fails(String location) {
    server.always(FILE, Fault.redirect(location));

    assertThatThrownBy(this::fetched)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(server.url() + FILE);
    assertThat(server.requests(FILE)).hasSizeLessThan(Staging.LIMITS.attempts() * 10);
  }

  @Test
  void password_isSentAndNeverShown() throws Exception {
    String basic = Base64.getEncoder().encodeToString("me:s3cr:t".getBytes(StandardCharsets.UTF_8));
    server.next("gone", Fault.status(401));
    Files.write(folder.resolve("lost"), CONTENT);
    try (Upstream named = Upstreams.open(server.url("me:s3cr%3At@"), PATIENT)) {
      assertThat(staging.fetch(named, FILE)).contains(CONTENT);
      assertThat(server.requests(FILE))
          .singleElement()
          .satisfies(
              request -> assertThat(request.header("Authorization")).isEqualTo("Basic " + basic));
      assertThatThrownBy(() -> named.open(ContentPath.of("gone"), 0))
          .hasMessage(server.url() + "gone: status 401 (expected 200 or 404)");
      server.always("lost", Fault.dropAfter(0));
      assertThatThrownBy(() -> staging.fetch(named, "lost"))
          .isInstanceOf(IOException.class)
          .hasMessageNotContaining("s3cr");
    }
    server.always(FILE, Fault.silence());
    try (Upstream named = Upstreams.open(server.url("me:s3cr%3At@"), HASTY)) {
      assertThatThrownBy(() -> named.open(ContentPath.of(FILE), 0))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(server.url() + FILE)
          .hasMessageNotContaining("s3cr");
    }
  }

  @Test
  void password_isNotSentToAnotherServer() throws Exception {
    try (FakeUpstream other = FakeUpstream.serve(folder);
        Upstream named = Upstreams.open(server.url("me:secret@"), PATIENT)) {
      server.next("old.zip", Fault.redirect(other.url() + FILE));

      assertThat(staging.fetch(named, "old.zip")).contains(CONTENT);
      assertThat(other.requests(FILE))
          .singleElement()
          .satisfies(request -> assertThat(request.header("Authorization")).isEmpty());
    }
  }

  @Test
  void server_thatIsNotThere_isNamed() throws Exception {
    try (Socket taken = new Socket()) { // which does not listen, and keeps others from it
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      URI closed = URI.create("http://127.0.0.1:" + taken.getLocalPort() + "/clu-prod");
      try (Upstream nowhere = Upstreams.open(closed, PATIENT)) {
        assertThatThrownBy(() -> staging.fetch(nowhere, FILE))
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith(closed + "/" + FILE + ": ");
      }
    }
  }

  @Test
  void url_withoutAHost_isToldWithoutItsPassword() {
    assertThatThrownBy(() -> Upstreams.open(URI.create("http://me:secret@under_score/"), PATIENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host")
        .hasMessageNotContaining("secret");
  }
}
