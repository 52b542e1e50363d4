package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.livemirror.http.Client.Reply;
import org.livemirror.http.limit.Protection;
import org.livemirror.net.Transport;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.store.memory.MemoryContentStore;

/** Bodies that may go out only so fast. */
final class ShapingTest {
  private static final int RATE = 2 << 20;
  private static final String PATH = "1314282430x.m25";

  @TempDir
  @SuppressWarnings("NullAway.Init") // injected by JUnit
  private Path folder;

  /** Where bodies come from, and how many bytes it takes for that. */
  enum Way {
    MEMORY(1 << 20),
    EPOLL_FILE(2 << 20),
    NIO_FILE(2 << 20),
    CHUNKS(2 << 20);

    private final int bytes;

    Way(int bytes) {
      this.bytes = bytes;
    }
  }

  private WatchedStore store(Way way) throws IOException {
    Clock clock = Clock.systemUTC();
    ContentStore store =
        way == Way.CHUNKS ? new MemoryContentStore(clock) : FileContentStore.open(folder, clock);
    return new WatchedStore(store);
  }

  private static Site site(
      WatchedStore store, Way way, byte[] bytes, HttpLimits limits, Protection protection)
      throws IOException {
    Transport transport = way == Way.NIO_FILE ? Transport.NIO : Transport.best();
    Site site = new Site(store, transport, limits, false, protection);
    site.put(PATH, bytes, Entry.Kind.PACKAGE);
    site.publish();
    return site;
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The least time that bytes take, once a quarter of a second's worth has gone out at once. */
  private static Duration least(long bytes) {
    return Duration.ofNanos((bytes - RATE / 4) * 1_000_000_000L / RATE);
  }

  @ParameterizedTest
  @EnumSource
  void body_takesAtLeastItsTime_andEveryByteIsRight(Way way) throws IOException {
    byte[] bytes = Site.noise(way.bytes, 1);
    WatchedStore store = store(way);
    Protection protection = new Shield().bytesPerSecond(RATE).build();
    try (Site site = site(store, way, bytes, HttpLimits.DEFAULT, protection);
        Client client = site.connect()) {
      long start = System.nanoTime();
      Reply whole = client.get("/" + PATH).read();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(latin1(whole.text())).isEqualTo(bytes);
      assertThat(took).isGreaterThanOrEqualTo(least(bytes.length));

      // Once more, from what is at hand by now.
      Reply part = client.get("/" + PATH, "Range: bytes=100-199999").read();
      assertThat(latin1(part.text())).isEqualTo(Arrays.copyOfRange(bytes, 100, 200_000));
      assertThat(client.get("/livez").read().text()).isEqualTo("ok\n");
      await().until(() -> site.sent.size() == 2);
      assertThat(site.sent)
          .containsExactly(
              new Site.Sent("127.0.0.1", PATH, bytes.length, true),
              new Site.Sent("127.0.0.1", PATH, 199_900, true));
      await().until(store::allClosed);
    }
    assertThat(protection.pressure().inFlight()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void parts_takeAtLeastTheirTime_andEveryByteIsRight(Way way) throws IOException {
    byte[] bytes = Site.noise(way.bytes, 1);
    Protection protection = new Shield().bytesPerSecond(RATE).build();
    try (Site site = site(store(way), way, bytes, HttpLimits.DEFAULT, protection);
        Client client = site.connect()) {
      long start = System.nanoTime();
      Reply reply = client.get("/" + PATH, "Range: bytes=500000-,450000-450000,0-399999").read();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      String boundary = reply.headers().getOrDefault("Content-Type", "").split("boundary=", 2)[1];
      String[] parts = ("\r\n" + reply.text()).split("\r\n--" + boundary, -1);
      assertThat(parts).hasSize(5).startsWith("").endsWith("--\r\n");
      String all = new String(bytes, StandardCharsets.ISO_8859_1);
      assertThat(parts[1]).endsWith("\r\n\r\n" + all.substring(500_000));
      assertThat(parts[2]).endsWith("\r\n\r\n" + all.charAt(450_000));
      assertThat(parts[3]).endsWith("\r\n\r\n" + all.substring(0, 400_000));
      assertThat(took).isGreaterThanOrEqualTo(least(reply.text().length()));
      await().until(() -> site.sent.size() == 1);
      assertThat(site.sent.element().bytes()).isEqualTo(reply.text().length());
    }
  }

  @ParameterizedTest
  @EnumSource
  void bodyThatWaitsForItsTurn_isNotStalled(Way way) throws IOException {
    // After the first 16 KiB a piece of 2 KiB every two seconds: longer than what counts as
    // stalled.
    byte[] bytes = Site.noise(way.bytes, 1);
    HttpLimits limits = new Patience().stalled(Duration.ofMillis(1400)).build();
    Protection protection = new Shield().bytesPerSecond(1000).build();
    int asked = (16 << 10) + 4000;
    try (Site site = site(store(way), way, bytes, limits, protection);
        Client client = site.connect()) {
      Reply reply = client.get("/" + PATH, "Range: bytes=0-" + (asked - 1)).read();
      assertThat(latin1(reply.text())).isEqualTo(Arrays.copyOf(bytes, asked));
    }
  }

  @ParameterizedTest
  @EnumSource
  void disconnect_whileItWaitsForItsTurn_letsGoOfEverything(Way way) throws IOException {
    byte[] bytes = Site.noise(way.bytes, 1);
    WatchedStore store = store(way);
    Protection protection = new Shield().bytesPerSecond(1000).build();
    try (Site site = site(store, way, bytes, HttpLimits.DEFAULT, protection)) {
      Client client = site.connect();
      client.get("/" + PATH);
      assertThat(client.in.readNBytes(10_000)).hasSize(10_000);
      assertThat(protection.pressure().inFlight()).isEqualTo(1);
      client.reset();
      await().until(() -> protection.pressure().inFlight() == 0);
      await().until(store::allClosed);
      await().until(() -> site.sent.size() == 1);
      assertThat(site.sent.element().whole()).isFalse();
      assertThat(site.sent.element().bytes()).isLessThan(bytes.length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void close_cutsAndTellsWhatWaitsForItsTurn(Way way) throws IOException {
    byte[] bytes = Site.noise(way.bytes, 1);
    WatchedStore store = store(way);
    HttpLimits limits = new Patience().drain(Duration.ofMillis(200)).build();
    Protection protection = new Shield().bytesPerSecond(1000).build();
    try (Site site = site(store, way, bytes, limits, protection);
        Client client = site.connect()) {
      client.get("/" + PATH);
      assertThat(client.in.readNBytes(10_000)).hasSize(10_000);
      site.plane.close();
      assertThat(site.sent).hasSize(1);
      assertThat(site.sent.element().whole()).isFalse();
      assertThat(protection.pressure().inFlight()).isZero();
      // A read that is under way ends first, on its own thread.
      await().until(store::allClosed);
    }
  }

  @Test
  void pipelinedAnswers_thatAreShaped_comeInOrder() throws IOException {
    Protection protection = new Shield().bytesPerSecond(RATE).build();
    byte[] bytes = Site.noise(100_000, 1);
    try (Site site = site(store(Way.MEMORY), Way.MEMORY, bytes, HttpLimits.DEFAULT, protection);
        Client client = site.connect()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        requests.append(Client.request("GET /" + PATH + " HTTP/1.1", "Range: bytes=" + i + "-999"));
        requests.append(Client.request("HEAD /" + PATH + " HTTP/1.1"));
        requests.append(Client.request("GET /livez HTTP/1.1"));
        requests.append(Client.request("GET /none HTTP/1.1"));
      }
      client.send(requests.toString());
      for (int i = 0; i < 50; i++) {
        assertThat(latin1(client.read().text())).isEqualTo(Arrays.copyOfRange(bytes, i, 1000));
        assertThat(client.read(true).headers()).containsEntry("Content-Length", "100000");
        assertThat(client.read().text()).isEqualTo("ok\n");
        assertThat(client.read().status()).isEqualTo("HTTP/1.1 404 Not Found");
      }
    }
  }
}
