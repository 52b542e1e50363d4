package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.limit.Protection;
import org.livemirror.store.Entry;
import org.livemirror.store.file.FileContentStore;

/** Frames that no good client sends, and clients that take nothing. */
final class Http2HostileTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;

  /** GET https /minitri.flg, and its path as a literal. */
  private static final byte[] GET =
      concat(
          new byte[] {(byte) 0x82, (byte) 0x87, 0x04, 12},
          "/minitri.flg".getBytes(StandardCharsets.US_ASCII));

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

  private static byte[] concat(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  /** A raw HTTP/2 connection whose preface is sent. */
  private static Client connect(Site site) throws IOException {
    Client raw = new Client(site.plane.tlsPort().orElseThrow());
    SSLContext tls = TlsKeys.clientContext(null);
    SSLSocket socket =
        (SSLSocket)
            tls.getSocketFactory()
                .createSocket(raw.socket, "localhost", raw.socket.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    Client client = new Client(socket);
    client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    client.out.write(frame(SETTINGS, 0, 0, new byte[0]));
    return client;
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
    return frame.array();
  }

  /** A client that still sends when the plane has closed meets an error before it reads why. */
  private static void sendAtOnce(Client client, ByteArrayOutputStream frames) throws IOException {
    assertThat(frames.size()).as("what fits into one TLS record").isLessThan(1 << 14);
    client.out.write(frames.toByteArray());
  }

  /** Reads frames up to one of a type; its payload. */
  private static ByteBuffer next(Client client, int wanted) throws IOException {
    DataInputStream in = new DataInputStream(client.in);
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      in.skipNBytes(5);
      byte[] payload = in.readNBytes(length);
      if (type == wanted) {
        return ByteBuffer.wrap(payload);
      }
    }
  }

  /** The error code of the GOAWAY that ends the connection. */
  private static int goAway(Client client) throws IOException {
    return next(client, GOAWAY).getInt(4);
  }

  @Test
  void streamsThatAreCancelledAtOnce_endTheConnection() throws IOException {
    try (Site site = site();
        Client client = connect(site)) {
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      for (int stream = 1; stream < 2 * 250; stream += 2) {
        frames.writeBytes(frame(HEADERS, 5, stream, GET));
        frames.writeBytes(frame(RESET, 0, stream, new byte[] {0, 0, 0, 8}));
      }
      sendAtOnce(client, frames);
      assertThat(goAway(client)).isEqualTo(11); // ENHANCE_YOUR_CALM
      await().untilAsserted(() -> assertThat(site.open).hasValue(0));
      await().until(store::allClosed);
    }
  }

  @Test
  void emptyFrames_endTheConnection() throws IOException {
    try (Site site = site();
        Client client = connect(site)) {
      ByteArrayOutputStream frames = new ByteArrayOutputStream();
      frames.writeBytes(frame(HEADERS, 4, 1, GET));
      for (int i = 0; i < 10; i++) {
        frames.writeBytes(frame(DATA, 0, 1, new byte[0]));
      }
      sendAtOnce(client, frames);
      assertThat(goAway(client)).isEqualTo(11);
    }
  }

  @Test
  void framesThatAreNone_endTheConnection() throws IOException {
    try (Site site = site();
        Client client = connect(site)) {
      client.out.write(frame(HEADERS, 4, 2, GET)); // an even stream is the server's
      assertThat(goAway(client)).isEqualTo(1); // PROTOCOL_ERROR
    }
  }

  @Test
  void clientThatGoesMidway_leavesNothingOpen() throws IOException {
    try (Site site = site()) {
      try (Client client = connect(site)) {
        for (int stream = 1; stream < 40; stream += 2) {
          client.out.write(frame(HEADERS, 5, stream, GET));
        }
        client.in.readNBytes(60_000); // the windows are used up now
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
    try (Client client = connect(site)) {
      client.out.write(
          frame(HEADERS, 5, 1, new byte[] {(byte) 0x83, (byte) 0x87, (byte) 0x84})); // POST /
      next(client, DATA);
      site.close();
      assertThat(goAway(client)).isZero();
    }
  }
}
