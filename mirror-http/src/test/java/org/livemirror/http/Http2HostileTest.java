package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.limit.Protection;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.file.FileContentStore;

/** Frames that no good client sends, and clients that take nothing. */
final class Http2HostileTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // made at the start
  private WatchedStore store;

  private final Protection protection = new Shield().build();

  private Site site() throws IOException {
    store = new WatchedStore(FileContentStore.open(folder.resolve("store"), Clock.systemUTC()));
    Site site =
        new Site(
            store,
            Transport.best(),
            HttpLimits.DEFAULT,
            true,
            TlsKeys.fresh(folder),
            Networks.NONE,
            protection);
    site.put("minitri.flg", Site.noise(3_000_000, 1), Entry.Kind.POINTER);
    site.publish();
    return site;
  }

  /** The error code of the GOAWAY that ends the connection. */
  private static int goAway(Http2Client client) throws IOException {
    return client.next(Http2Client.GOAWAY).getInt(4);
  }

  @Test
  void streamsThatAreCancelledAtOnce_endTheConnection() throws IOException {
    try (Site site = site();
        Http2Client client = Http2Client.of(site)) {
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int stream = 1; stream < 2 * 250; stream += 2) {
        frames.writeBytes(Http2Client.bytes(Http2Client.HEADERS, 5, stream, Http2Client.GET));
        frames.writeBytes(Http2Client.bytes(Http2Client.RESET, 0, stream, new byte[] {0, 0, 0, 8}));
      }
      client.atOnce(frames);
      assertThat(goAway(client)).isEqualTo(11); // ENHANCE_YOUR_CALM
      await().untilAsserted(() -> assertThat(site.open).hasValue(0));
      await().until(store::allClosed);
    }
  }

  @Test
  void emptyFrames_endTheConnection() throws IOException {
    try (Site site = site();
        Http2Client client = Http2Client.of(site)) {
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      frames.writeBytes(Http2Client.bytes(Http2Client.HEADERS, 4, 1, Http2Client.GET));
      for (int i = 0; i < 10; i++) {
        frames.writeBytes(Http2Client.bytes(Http2Client.DATA, 0, 1, new byte[0]));
      }
      client.atOnce(frames);
      assertThat(goAway(client)).isEqualTo(11);
    }
  }

  @Test
  void framesThatAreNone_endTheConnection() throws IOException {
    try (Site site = site();
        Http2Client client = Http2Client.of(site)) {
      client.frame(Http2Client.HEADERS, 4, 2, Http2Client.GET); // an even stream is the server's
      assertThat(goAway(client)).isEqualTo(1); // PROTOCOL_ERROR
    }
  }

  @Test
  void clientThatGoesMidway_leavesNothingOpen() throws IOException {
    try (Site site = site()) {
      try (Http2Client client = Http2Client.of(site)) {
        for (int stream = 1; stream < 40; stream += 2) {
          client.frame(Http2Client.HEADERS, 5, stream, Http2Client.GET);
        }
        client.in().readNBytes(60_000); // the windows are used up now
        // What is not read yet when a connection breaks off has not begun.
        await().until(() -> protection.pressure().inFlight() == 20);
      }
      await().untilAsserted(() -> assertThat(site.open).hasValue(0));
      await().untilAsserted(() -> assertThat(site.sent).hasSize(20));
      assertThat(site.sent).noneMatch(Site.Sent::whole);
    }
    // A read that is under way ends first, on its own thread.
    await().until(store::allClosed);
  }

  @Test
  void drain_endsIdleConnectionsWithGoAway() throws IOException {
    Site site = site();
    try (Http2Client client = Http2Client.of(site)) {
      client.frame(
          Http2Client.HEADERS, 5, 1, new byte[] {(byte) 0x83, (byte) 0x87, (byte) 0x84}); // POST /
      client.next(Http2Client.DATA);
      site.close();
      assertThat(goAway(client)).isZero();
    }
  }

  private static String statusOf(Http2Client client, int fields) throws Exception {
    return client.status(client.get("/livez", fields));
  }

  @Test
  void moreFieldsThanHttp1TakesHeaderLines_are431_andTheConnectionGoesOn() throws Exception {
    try (Site site = site();
        Http2Client client = Http2Client.of(site)) {
      int most = HttpLimits.DEFAULT.headerLines();
      assertThat(statusOf(client, most)).isEqualTo("200");
      assertThat(statusOf(client, most + 1)).isEqualTo("431");
      assertThat(statusOf(client, most)).isEqualTo("200");
      await().until(() -> site.ended.size() == 3);
      assertThat(site.ended.stream().map(Site.Ended::status)).containsExactly(200, 431, 200);
    }
  }
}
