package org.livemirror.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.store.Channel.PRODUCTION;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.Stored;

/** What a node does and says when the service does not do its part. */
@Timeout(120)
final class S3OutageTest extends S3Case {
  private S3Settings settings(String bucket, URI endpoint) {
    return new S3Settings(
        bucket, PREFIX, "us-east-1", Optional.of(endpoint), true, cache("x"), 1 << 20);
  }

  @Test
  void service_gone_leavesCopiesReadable_andSaysSoOfTheRest() throws Exception {
    S3ContentStore a = node("a");
    Entry kept = Stored.entry(a, "a.zip", "kept");
    Stored.publish(a, "first", kept);
    S3ContentStore b = node("b");
    Generation loaded = b.generations().current(PRODUCTION).orElseThrow();
    assertThat(read(b.blobs(), kept.blob())).isEqualTo(Stored.bytes("kept"));
    Sha256 other = put(a, random(1, 100));
    URI endpoint = server.endpoint();
    server.close();

    assertThat(read(b.blobs(), kept.blob())).isEqualTo(Stored.bytes("kept"));
    assertThat(loaded.facts(kept)).isNotNull();
    assertThatThrownBy(() -> b.blobs().open(other))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(MissingBlobException.class)
        .hasMessageStartingWith("s3://mirror/live/mirror/" + name(other) + " at " + endpoint)
        .hasMessageContaining("not reached (Connection refused")
        .hasMessageContaining("check store.s3.endpoint");
    assertThatThrownBy(() -> b.generations().pointer(PRODUCTION))
        .hasMessageContaining("CURRENT at " + endpoint + ": not reached");

    S3ContentStore restarted = open(settings(S3Server.BUCKET, endpoint), QUIET);
    assertThatThrownBy(() -> restarted.generations().pointer(PRODUCTION))
        .isInstanceOf(IOException.class);
  }

  @Test
  void node_startedWithoutTheService_readsItsCopies() throws Exception {
    S3ContentStore before = node("b");
    Sha256 blob = put(before, random(1, 100));
    before.close();
    server.close();
    assertThat(read(node("b").blobs(), blob)).isEqualTo(random(1, 100));
  }

  private static S3Limits hasty(Duration pause) {
    return new S3Limits(
        QUIET.lease(),
        QUIET.renewal(),
        QUIET.trust(),
        Duration.ofSeconds(1),
        QUIET.connect(),
        Duration.ofMinutes(5),
        pause,
        QUIET.partBytes());
  }

  @Test
  void service_thatTakesConnectionsAndAnswersNothing_isGivenUp() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI endpoint = URI.create("http://127.0.0.1:" + mute.getLocalPort());
      S3ContentStore node = open(settings(S3Server.BUCKET, endpoint), hasty(Duration.ZERO));
      assertThatThrownBy(() -> node.generations().pointer(PRODUCTION))
          .hasMessageContaining("no answer in time; check the network");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> node.blobs().open(new Sha256(1, 2, 3, 4)))
            .hasMessageEndingWith("no answer in time; check the network and the service");
      }
    }
  }

  @Test
  void service_thatWasNotReached_isNotWaitedForByEveryReader() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI endpoint = URI.create("http://127.0.0.1:" + mute.getLocalPort());
      S3ContentStore node = open(settings(S3Server.BUCKET, endpoint), hasty(Duration.ofHours(1)));
      assertThatThrownBy(() -> node.blobs().open(new Sha256(1, 2, 3, 4)))
          .hasMessageEndingWith("no answer in time; check the network and the service");
      assertThatThrownBy(() -> node.blobs().open(new Sha256(5, 6, 7, 8)))
          .hasMessageEndingWith("; tried again every 3600 s");
    }
  }

  @Test
  void outage_isOfNoAnswer_andForgottenWithTheFirstAnswer() throws Exception {
    Outage outage = new Outage(Duration.ZERO);
    IOException gone = new UnreachableException("gone", new IOException());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () ->
                  outage.during(
                      () -> {
                        throw gone;
                      }))
          .isSameAs(gone);
    }
    outage.during(() -> {});
    Outage patient = new Outage(Duration.ofHours(1));
    IOException answered = new IOException("HTTP 403");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () ->
                  patient.during(
                      () -> {
                        throw answered;
                      }))
          .isSameAs(answered);
    }
  }

  @Test
  void lock_whenTheServiceIsGone_isGivenBackWithoutAnError() throws Exception {
    PublisherLock lock = node("a").generations().lockPublisher();
    server.close();
    lock.close();
    lock.close();
  }

  @Test
  void bucket_thatIsNotThere_isNamed() throws Exception {
    S3ContentStore node = open(settings("nowhere", server.endpoint()), QUIET);
    assertThatThrownBy(() -> node.generations().pointer(PRODUCTION))
        .hasMessageContaining("s3://nowhere/live/mirror/CURRENT at ")
        .hasMessageContaining("HTTP 404 NoSuchBucket; make the bucket or correct store.s3.bucket");
    assertThatThrownBy(node.generations()::lockPublisher).hasMessageContaining("NoSuchBucket");
  }

  @Test
  void credentials_thatAreWrong_areNotShown() throws Exception {
    System.setProperty("aws.secretAccessKey", "another-secret");
    S3ContentStore node = open(settings(S3Server.BUCKET, server.endpoint()), QUIET);
    assertThatThrownBy(() -> node.generations().pointer(PRODUCTION))
        .hasMessageContaining("HTTP 403 SignatureDoesNotMatch; check the credentials")
        .message()
        .doesNotContain("another-secret");
    System.setProperty("aws.secretAccessKey", "not-a-secret");
  }
}
