package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.http.Client.Reply;
import org.livemirror.http.limit.Networks;
import org.livemirror.net.Transport;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.Sha256;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.store.memory.MemoryContentStore;

/** Bodies on their way: slow, interrupted, overtaken by a publish, or by the end of the plane. */
final class TransferTest {
  private static final int MB = 1 << 20;

  @TempDir private Path folder;

  /** The ways a large body is sent. */
  enum Way {
    EPOLL_FILE,
    NIO_FILE,
    CHUNKS,
    TLS_FILE,
    TLS_CHUNKS;

    boolean inMemory() {
      return this == CHUNKS || this == TLS_CHUNKS;
    }

    boolean zeroCopy() {
      return this == EPOLL_FILE || this == NIO_FILE;
    }
  }

  private Site site(WatchedStore store, Way way) throws IOException {
    boolean tls = way == Way.TLS_FILE || way == Way.TLS_CHUNKS;
    return new Site(
        store,
        way == Way.NIO_FILE ? Transport.NIO : Transport.best(),
        HttpLimits.DEFAULT,
        true,
        tls ? TlsKeys.fresh(Files.createDirectories(folder.resolve("tls"))) : null,
        Networks.NONE);
  }

  private WatchedStore store(Way way) throws IOException {
    Clock clock = Clock.systemUTC();
    ContentStore store =
        way.inMemory()
            ? new MemoryContentStore(clock)
            : FileContentStore.open(folder.resolve("store"), clock);
    return new WatchedStore(store);
  }

  @ParameterizedTest
  @EnumSource
  void bigFile_slowReaderGetsEveryByte(Way way) throws IOException {
    WatchedStore store = store(way);
    try (Site site = site(store, way);
        Client client = site.connect(8192)) {
      byte[] bytes = Site.noise(way == Way.NIO_FILE ? 10 * MB : 100 * MB, 1);
      site.put("1314282430x.m25", bytes, Entry.Kind.PACKAGE);
      site.publish();

      client.get("/1314282430x.m25");
      skipHead(client);
      byte[] start = client.in.readNBytes(MB);
      if (way.inMemory()) {
        assertThat(store.opened.element().position()).isLessThan(50 * MB);
      }
      assertThat(start).isEqualTo(Arrays.copyOf(bytes, MB));
      assertThat(client.in.readNBytes(bytes.length - MB))
          .isEqualTo(Arrays.copyOfRange(bytes, MB, bytes.length));
      assertThat(client.get("/livez").read().text()).isEqualTo("ok\n");
      await().until(store::allClosed);
      assertThat(site.sent)
          .containsExactly(new Site.Sent("127.0.0.1", "1314282430x.m25", bytes.length, true));
    }
  }

  @ParameterizedTest
  @EnumSource
  void publish_duringDownloadLeavesTheOldBytes(Way way) throws IOException {
    try (Site site = site(store(way), way);
        Client client = site.connect(8192)) {
      byte[] before = Site.noise(20 * MB, 1);
      site.put("livetri.zip", before, Entry.Kind.POINTER);
      site.publish();
      client.get("/livetri.zip");
      skipHead(client);

      site.entries.clear();
      site.put("livetri.zip", "new", Entry.Kind.POINTER);
      site.publish();

      assertThat(client.in.readNBytes(before.length)).isEqualTo(before);
      assertThat(client.get("/livetri.zip").read().text()).isEqualTo("new");
    }
  }

  @ParameterizedTest
  @EnumSource
  void disconnect_midBodyClosesTheBlob(Way way) throws IOException {
    WatchedStore store = store(way);
    try (Site site = site(store, way)) {
      site.put("1314282430x.m25", Site.noise(30 * MB, 1), Entry.Kind.PACKAGE);
      site.publish();
      try (Client client = site.connect(8192)) {
        client.get("/1314282430x.m25");
        skipHead(client);
        client.in.readNBytes(1000);
        assertThat(store.allClosed()).isFalse();
      }
      await().until(store::allClosed);
      await().until(() -> !site.sent.isEmpty());
      assertThat(site.sent.element().whole()).isFalse();
      assertThat(site.sent.element().bytes()).isLessThan(30 * MB);
    }
  }

  @ParameterizedTest
  @EnumSource
  void disconnect_beforeTheBodyStartsClosesTheBlob(Way way) throws IOException {
    WatchedStore store = store(way);
    try (Site site = site(store, way)) {
      site.put("1314282430x.m25", Site.noise(30 * MB, 1), Entry.Kind.PACKAGE);
      site.publish();
      store.mayOpen.drainPermits();
      try (Client client = site.connect()) {
        client.get("/1314282430x.m25");
        await().until(store.mayOpen::hasQueuedThreads);
        client.socket.setSoLinger(true, 0);
      }
      store.mayOpen.release();
      await().until(store::allClosed);
    }
  }

  @Test
  void pipelinedRequests_areAnsweredInOrder_alsoAfterHalfClose() throws IOException {
    try (Site site = site(store(Way.EPOLL_FILE), Way.EPOLL_FILE);
        Client client = site.connect()) {
      site.put("small.flg", "small", Entry.Kind.POINTER);
      site.put("big.x01", Site.noise(200_000, 3), Entry.Kind.PACKAGE);
      site.publish();
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        requests.append(Client.request("GET /big.x01 HTTP/1.1", "Range: bytes=" + i + "-100000"));
        requests.append(Client.request("HEAD /big.x01 HTTP/1.1"));
        requests.append(Client.request("GET /small.flg HTTP/1.1"));
        requests.append(Client.request("GET /absent HTTP/1.1"));
      }
      client.send(requests.toString());
      client.socket.shutdownOutput();
      for (int i = 0; i < 100; i++) {
        assertThat(client.read().headers())
            .containsEntry("Content-Range", "bytes " + i + "-100000/200000");
        assertThat(client.read(true).headers()).containsEntry("Content-Length", "200000");
        assertThat(client.read().text()).isEqualTo("small");
        assertThat(client.read().status()).isEqualTo("HTTP/1.1 404 Not Found");
      }
      assertThat(client.atEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void halfClosedClient_thatReadsSlowly_getsEveryByteOfEveryAnswer(Way way) throws IOException {
    if (way == Way.TLS_FILE || way == Way.TLS_CHUNKS) {
      return; // there the end of the client's side is the end of both
    }
    try (Site site = site(store(way), way);
        Client client = site.connect(8192)) {
      byte[] bytes = Site.noise(10 * MB, 1);
      site.put("1314282430x.m25", bytes, Entry.Kind.PACKAGE);
      site.publish();
      client.send(Client.request("GET /1314282430x.m25 HTTP/1.1").repeat(3));
      client.socket.shutdownOutput();
      for (int i = 0; i < 3; i++) {
        assertThat(client.read().text().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
      }
      assertThat(client.atEnd()).isTrue();
    }
  }

  @Test
  void halfClosedClient_thatGoesBeforeItsAnswer_leavesNothing() throws IOException {
    WatchedStore store = store(Way.EPOLL_FILE);
    try (Site site = site(store, Way.EPOLL_FILE);
        Client client = site.connect()) {
      site.put("small.flg", "small", Entry.Kind.POINTER);
      site.publish();
      store.mayOpen.drainPermits();
      client.get("/small.flg");
      await().until(store.mayOpen::hasQueuedThreads);
      client.socket.shutdownOutput();
      client.reset();
      store.mayOpen.release(1000);
      await().until(() -> site.open.get() == 0);
      await().until(store::allClosed);
    }
  }

  @Test
  void missingBlob_is503AndTheConnectionGoesOn() throws IOException {
    WatchedStore store = store(Way.CHUNKS);
    try (Site site = site(store, Way.CHUNKS);
        Client client = site.connect()) {
      site.put("small.flg", "small", Entry.Kind.POINTER);
      site.publish();
      store.lost = true;
      Reply reply = client.get("/small.flg").read();
      assertThat(reply.status()).isEqualTo("HTTP/1.1 503 Service Unavailable");
      assertThat(reply.headers()).containsEntry("Retry-After", "30").doesNotContainKey("ETag");
      assertThat(site.sent).isEmpty();
      store.lost = false;
      assertThat(client.get("/small.flg").read().text()).isEqualTo("small");
    }
  }

  /** From memory, and from a file that is kept open. */
  @ParameterizedTest
  @ValueSource(ints = {5, 64 << 10})
  void smallBlobWithAWrongByte_is503AndNeverKept(int size) throws IOException {
    String small = "s".repeat(size);
    try (Site site = site(store(Way.NIO_FILE), Way.NIO_FILE);
        Client client = site.connect()) {
      Queue<Sha256> suspects = new ConcurrentLinkedQueue<>();
      site.published.onSuspect(suspects::add);
      Entry entry = site.put("small.flg", small, Entry.Kind.POINTER);
      site.publish();
      String hex = entry.blob().toString();
      Path file =
          folder
              .resolve("store")
              .resolve("blobs/sha256")
              .resolve(hex.substring(0, 2))
              .resolve(hex.substring(2, 4))
              .resolve(hex);
      Files.writeString(file, "s".repeat(size - 1) + "m");
      assertThat(client.get("/small.flg").read().status()).startsWith("HTTP/1.1 503 ");
      assertThat(suspects).containsExactly(entry.blob());
      Files.writeString(file, small);
      assertThat(client.get("/small.flg").read().text()).isEqualTo(small);
    }
  }

  @Test
  void rejectedWork_is503() throws IOException {
    try (Site site = site(store(Way.CHUNKS), Way.CHUNKS);
        Client client = site.connect()) {
      site.put("small.flg", "small", Entry.Kind.POINTER);
      site.publish();
      site.blocking.shutdown();
      assertThat(client.get("/small.flg").read().status()).startsWith("HTTP/1.1 503 ");
      assertThat(client.get("/").read().status()).startsWith("HTTP/1.1 503 ");
    }
  }

  @ParameterizedTest
  @EnumSource
  void close_letsAnswersUnderWayEnd(Way way) throws Exception {
    Site site = site(store(way), way);
    byte[] bytes = Site.noise(30 * MB, 1);
    site.put("1314282430x.m25", bytes, Entry.Kind.PACKAGE);
    site.publish();
    try (Client idle = site.connect();
        Client busy = site.connect(8192)) {
      assertThat(idle.get("/readyz").read().text()).isEqualTo("ok\n");
      busy.get("/1314282430x.m25");
      skipHead(busy);
      int port = site.plane.port().orElseThrow();
      CompletableFuture<Void> closed = CompletableFuture.runAsync(site.plane::close);
      assertThat(idle.atEnd()).isTrue();
      assertThat(closed).isNotDone();
      assertThat(busy.in.readNBytes(bytes.length)).isEqualTo(bytes);
      assertThat(busy.atEnd()).isTrue();
      busy.close();
      await().atMost(Duration.ofSeconds(10)).until(closed::isDone);
      assertThat(refuses(port)).isTrue();
    } finally {
      site.close();
    }
  }

  private static boolean refuses(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  private static void skipHead(Client client) throws IOException {
    for (int end = 0; end < 4; ) {
      int b = client.in.read();
      assertThat(b).isNotNegative();
      end = b == "\r\n\r\n".charAt(end) ? end + 1 : b == '\r' ? 1 : 0;
    }
  }
}
