package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.memory.MemoryContentStore;

/** What happens to a client that takes its time. */
final class DeadlineTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private static Site site(Patience patience) throws IOException {
    return new Site(
        new MemoryContentStore(Clock.systemUTC()), Transport.best(), patience.build(), false);
  }

  @Test
  void silentClient_isClosedWithoutAnswer() throws IOException {
    try (Site site = site(new Patience().requestHead(SHORT));
        Client client = site.connect()) {
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void unfinishedHead_is408() throws IOException {
    // It counts from the connection on: one that ends before a byte came gets no answer.
    Duration head = Duration.ofSeconds(2);
    try (Site site = site(new Patience().requestHead(head));
        Client client = site.connect()) {
      client.send("GET /minitri.flg HTTP/1.1\r\nHo");
      assertThat(client.read().status()).isEqualTo("HTTP/1.1 408 Request Timeout");
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void unfinishedBody_is408() throws IOException {
    try (Site site = site(new Patience().requestBody(SHORT));
        Client client = site.connect()) {
      client.send(Client.request("POST /api/v1/plan HTTP/1.1", "Content-Length: 10") + "{");
      assertThat(client.read().status()).isEqualTo("HTTP/1.1 408 Request Timeout");
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void keptConnection_isClosedWhenIdle() throws IOException {
    try (Site site = site(new Patience().keepAlive(SHORT));
        Client client = site.connect()) {
      assertThat(client.get("/livez").read().headers()).doesNotContainKey("Connection");
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void clientThatNeverEnds_isCutAfterOurEnd() throws IOException {
    try (Site site = site(new Patience().linger(SHORT));
        Client client = site.connect()) {
      client.get("/livez", "Connection: close").read();
      assertThat(client.atEnd()).isTrue();
      await().until(() -> brokenPipe(client));
    }
  }

  private static boolean brokenPipe(Client client) {
    try {
      client.send("x");
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void clientThatReadsNothing_isDropped() throws IOException {
    try (Site site = site(new Patience().stalled(Duration.ofMillis(800)));
        Client client = new Client(site.plane.port().orElseThrow(), 8192)) {
      site.put("x.m25", Site.noise(30 << 20, 1), Entry.Kind.PACKAGE);
      site.publish();
      client.get("/x.m25");
      await().until(() -> !site.sent.isEmpty());
      assertThat(site.sent.element().whole()).isFalse();
    }
  }

  @Test
  void close_cutsWhatOutlastsTheDrain() throws IOException {
    try (Site site = site(new Patience().drain(SHORT));
        Client client = new Client(site.plane.port().orElseThrow(), 8192)) {
      site.put("x.m25", Site.noise(30 << 20, 1), Entry.Kind.PACKAGE);
      site.publish();
      client.get("/x.m25");
      assertThat(client.in.read()).isEqualTo('H');
      site.plane.close();
      assertThat(site.sent).hasSize(1);
      assertThat(site.sent.element().whole()).isFalse();
    }
  }
}
