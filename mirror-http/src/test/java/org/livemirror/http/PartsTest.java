package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.http.Client.Reply;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.store.memory.MemoryContentStore;

/** Several ranges of a large file on their way, from a file and from a store that has none. */
final class PartsTest {
  private static final int MB = 1 << 20;
  private static final byte[] BYTES = Site.noise(30 * MB, 1);

  @TempDir private Path folder;

  private WatchedStore store(boolean files) throws IOException {
    Clock clock = Clock.systemUTC();
    return new WatchedStore(
        files ? FileContentStore.open(folder, clock) : new MemoryContentStore(clock));
  }

  private static Site site(WatchedStore store) throws IOException {
    Site site = new Site(store, Transport.best(), HttpLimits.DEFAULT, false);
    site.put("1314282430x.m25", BYTES, Entry.Kind.PACKAGE);
    site.publish();
    return site;
  }

  private static String text(int first, int end) {
    return new String(Arrays.copyOfRange(BYTES, first, end), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void parts_areTheBytesAskedFor_andToldAsOneDownload(boolean files) throws IOException {
    WatchedStore store = store(files);
    try (Site site = site(store);
        Client client = new Client(site.plane.port().orElseThrow(), 8192)) {
      String range = "bytes=20000000-,0-9999999,12000000-12000000";
      Reply reply = client.get("/1314282430x.m25", "Range: " + range).read();

      assertThat(reply.status()).isEqualTo("HTTP/1.1 206 Partial Content");
      String boundary = reply.headers().getOrDefault("Content-Type", "").split("boundary=", 2)[1];
      String[] parts = ("\r\n" + reply.text()).split("\r\n--" + boundary, -1);
      assertThat(parts).hasSize(5).startsWith("").endsWith("--\r\n");
      assertThat(parts[1]).endsWith("\r\n\r\n" + text(20_000_000, BYTES.length));
      assertThat(parts[2]).endsWith("\r\n\r\n" + text(0, 10_000_000));
      assertThat(parts[3]).endsWith("\r\n\r\n" + text(12_000_000, 12_000_001));

      assertThat(client.get("/livez").read().text()).isEqualTo("ok\n");
      await().until(store::allClosed);
      assertThat(store.opened).hasSize(1);
      assertThat(site.sent)
          .containsExactly(
              new Site.Sent("127.0.0.1", "1314282430x.m25", reply.text().length(), true));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void disconnect_amidTheParts_closesTheBlob(boolean files) throws IOException {
    WatchedStore store = store(files);
    try (Site site = site(store)) {
      try (Client client = new Client(site.plane.port().orElseThrow(), 8192)) {
        client.get("/1314282430x.m25", "Range: bytes=0-9999999,11000000-");
        assertThat(client.in.readNBytes(1000)).hasSize(1000);
        assertThat(store.allClosed()).isFalse();
      }
      await().until(store::allClosed);
      await().until(() -> !site.sent.isEmpty());
      assertThat(site.sent.element().whole()).isFalse();
      assertThat(site.sent.element().bytes()).isLessThan(30 * MB);
    }
  }
}
