package org.livemirror.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.ftp.Served.Options;
import org.livemirror.ftp.Served.Sent;
import org.livemirror.store.ContentStore;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.store.memory.MemoryContentStore;

/** Data connections: what goes right, and everything that ends them early. */
class TransferTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  /** More than the socket buffers of both sides hold, so that a transfer that is not read stays. */
  private static final byte[] LARGE = Served.bytes(32 << 20, 7);

  private static final byte[] SMALL = Served.bytes(200_000, 8);

  @TempDir Path folder;

  private ContentStore files() throws IOException {
    return FileContentStore.open(folder, Served.CLOCK);
  }

  private static ContentStore memory() {
    return new MemoryContentStore(Served.CLOCK);
  }

  private static Served serve(ContentStore store, Options options) throws IOException {
    return new Served(store, options).file("large.zip", LARGE).file("small.zip", SMALL).publish();
  }

  private List<Path> openBlobs() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.map(TransferTest::target).filter(path -> path.startsWith(folder)).toList();
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return Path.of("/gone");
    }
  }

  /**
   * A port that is free, and below those that the system gives to connections and listeners of
   * others at any time. Each process begins elsewhere, as two may run these tests at once.
   */
  private static int freePort() throws IOException {
    int first = 10_000 + (int) (ProcessHandle.current().pid() % 20_000);
    for (int port = first; port < first + 100; port++) {
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (BindException e) {
        // Somebody's.
      }
    }
    throw new IOException("no free port from " + first + " on");
  }

  @Test
  void retr_ofFileAndMemory_onBothTransports_isByteIdentical() throws IOException {
    for (ContentStore store : List.of(files(), memory())) {
      for (Options options : List.of(Options.DEFAULT, Options.DEFAULT.nio())) {
        try (Served served = serve(store, options);
            ControlClient client = served.client().login()) {
          assertThat(client.fetchBytes("RETR large.zip")).isEqualTo(LARGE);
          client.ask("TYPE A");
          assertThat(client.fetchBytes("RETR small.zip")).isEqualTo(SMALL);
          assertThat(served.sent)
              .containsExactly(
                  new Sent("ftp", "127.0.0.1", "large.zip", LARGE.length, true),
                  new Sent("ftp", "127.0.0.1", "small.zip", SMALL.length, true));
        }
      }
    }
    assertThat(openBlobs()).isEmpty();
  }

  @Test
  void rest_holdsForOneRetr() throws IOException {
    for (ContentStore store : List.of(files(), memory())) {
      try (Served served = serve(store, Options.DEFAULT);
          ControlClient client = served.client().login()) {
        client.ask("REST 199990");
        assertThat(client.fetchBytes("RETR small.zip"))
            .isEqualTo(Arrays.copyOfRange(SMALL, 199_990, SMALL.length));
        assertThat(client.fetchBytes("RETR small.zip")).isEqualTo(SMALL);
        client.ask("REST 200000");
        assertThat(client.fetchBytes("RETR small.zip")).isEmpty();
        client.ask("REST 200001");
        assertThat(client.ask("RETR small.zip"))
            .isEqualTo("554 Restart at 200001 (expected at most 200000).");
        assertThat(served.sent).extracting(Sent::bytes).containsExactly(10L, 200_000L, 0L);
        assertThat(served.sent).allMatch(Sent::whole);
      }
    }
  }

  @Test
  void client_goneInTransfer_releasesFileAndPort() throws IOException {
    int port = freePort();
    try (Served served = serve(files(), Options.DEFAULT.ports(port, port + 9))) {
      try (ControlClient client = served.client().login();
          Socket data = client.openData()) {
        assertThat(client.ask("RETR large.zip")).startsWith("150 ");
        assertThat(data.getInputStream().read()).isEqualTo(LARGE[0] & 0xff);
        assertThat(openBlobs()).hasSize(1);
        assertThat(served.plane.passivePortsTaken()).isEqualTo(1);
        data.close();
        assertThat(client.reply()).isEqualTo("426 Data connection broken.");
      }
      assertThat(openBlobs()).isEmpty();
      assertThat(served.plane.passivePortsTaken()).isZero();

      try (ControlClient client = served.client().login();
          Socket data = client.openData()) {
        client.ask("RETR large.zip");
        assertThat(data.getInputStream().read()).isEqualTo(LARGE[0] & 0xff);
        client.close();
        await().until(() -> served.sent.size() == 2);
      }
      assertThat(openBlobs()).isEmpty();
      assertThat(served.plane.passivePortsTaken()).isZero();
      assertThat(served.sent).noneMatch(Sent::whole);
      assertThat(served.sent).allMatch(sent -> sent.bytes() > 0 && sent.bytes() < LARGE.length);
    }
  }

  @Test
  void abor_inTransfer_gets426And226() throws IOException {
    for (ContentStore store : List.of(files(), memory())) {
      try (Served served = serve(store, Options.DEFAULT);
          ControlClient client = served.client().login();
          Socket data = client.openData()) {
        client.ask("RETR large.zip");
        assertThat(data.getInputStream().read()).isEqualTo(LARGE[0] & 0xff);
        client.send("NOOP\r\n");
        assertThat(client.ask("STAT")).contains("Transfer running");
        client.send("\u00ff\u00f4\u00ff\u00f2ABOR\r\n");
        assertThat(client.reply()).isEqualTo("426 Transfer aborted.");
        assertThat(client.reply()).isEqualTo("226 Abort done.");
        assertThat(client.reply()).as("the NOOP that waited").isEqualTo("200 OK.");
        assertThat(client.fetchBytes("RETR small.zip")).isEqualTo(SMALL);
      }
    }
  }

  @Test
  void quit_inTransfer_waitsForItsEnd() throws IOException {
    try (Served served = serve(files(), Options.DEFAULT);
        ControlClient client = served.client().login();
        Socket data = client.openData()) {
      client.ask("RETR large.zip");
      client.send("QUIT\r\n");
      assertThat(data.getInputStream().readAllBytes()).isEqualTo(LARGE);
      assertThat(client.reply()).isEqualTo("226 Transfer complete.");
      assertThat(client.reply()).isEqualTo("221 Goodbye.");
      assertThat(client.line()).isEqualTo("(closed)");
    }
  }

  @Test
  void tooManyCommands_inTransfer_close() throws IOException {
    try (Served served = serve(files(), Options.DEFAULT);
        ControlClient client = served.client().login();
        Socket data = client.openData()) {
      client.ask("RETR large.zip");
      assertThat(data.getInputStream().read()).isEqualTo(LARGE[0] & 0xff);
      client.send("NOOP\r\n".repeat(ControlHandler.MAX_WAITING + 1));
      assertThat(client.reply()).isEqualTo("421 Too many commands waiting.");
    }
  }

  @Test
  void dataConnection_fromAnotherAddress_isRefused_andTheOwnStillTaken() throws IOException {
    try (Served served = serve(files(), Options.DEFAULT);
        ControlClient client = served.client().login()) {
      int port = client.epsvPort();
      try (Socket thief = ControlClient.data(2, port)) {
        assertThat(thief.getInputStream().read()).isEqualTo(-1);
      }
      try (Socket data = ControlClient.data(1, port)) {
        assertThat(client.ask("RETR small.zip")).startsWith("150 ");
        assertThat(data.getInputStream().readAllBytes()).isEqualTo(SMALL);
      }
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.ask("RETR small.zip")).as("one a port").startsWith("425 ");
    }
  }

  @Test
  void retr_beforeClientConnects_isSentWhenItDoes() throws IOException {
    try (Served served = serve(files(), Options.DEFAULT);
        ControlClient client = served.client().login()) {
      int port = client.epsvPort();
      assertThat(client.ask("RETR small.zip")).startsWith("150 ");
      try (Socket data = ControlClient.data(1, port)) {
        data.shutdownOutput();
        assertThat(data.getInputStream().readAllBytes()).isEqualTo(SMALL);
      }
      assertThat(client.reply()).startsWith("226 ");
    }
  }

  @Test
  void clientThatHasClosedItsHalfOfTheDataConnection_getsEveryByte() throws Exception {
    for (ContentStore store : List.of(files(), memory())) {
      for (Options options : List.of(Options.DEFAULT, Options.DEFAULT.nio())) {
        try (Served served = serve(store, options);
            ControlClient client = served.client().login();
            Socket data = client.openData()) {
          data.shutdownOutput();
          assertThat(client.ask("RETR large.zip")).startsWith("150 ");
          assertThat(data.getInputStream().readAllBytes()).isEqualTo(LARGE);
          assertThat(client.reply()).startsWith("226 ");
        }
      }
    }
  }

  @Test
  void passivePorts_allTaken_get425_andASecondEpsvFreesTheFirst() throws IOException {
    int port = freePort();
    try (Served served = serve(memory(), Options.DEFAULT.ports(port, port));
        ControlClient first = served.client().login();
        ControlClient second = served.client().login()) {
      assertThat(first.epsvPort()).isEqualTo(port);
      assertThat(second.ask("EPSV")).isEqualTo("425 No free data port, try again later.");
      assertThat(first.epsvPort()).isEqualTo(port);
      assertThat(first.ask("PASV")).startsWith("227 ");
      first.close();
      await().until(() -> served.plane.passivePortsTaken() == 0);
      assertThat(second.fetchBytes("RETR small.zip")).isEqualTo(SMALL);
    }
  }

  @Test
  void pasv_announcesTheAddressThatIsSet() throws IOException {
    Inet4Address outside =
        (Inet4Address) InetAddress.getByAddress(new byte[] {(byte) 203, 0, 113, 9});
    try (Served served = serve(memory(), Options.DEFAULT.announced(outside));
        ControlClient client = served.client().login()) {
      assertThat(client.ask("PASV")).startsWith("227 Entering Passive Mode (203,0,113,9,");
    }
  }

  @Test
  void noDataConnection_gets425() throws IOException {
    Deadlines deadlines = deadlines().withDataConnect(SHORT).deadlines();
    try (Served served = serve(files(), Options.DEFAULT.deadlines(deadlines));
        ControlClient client = served.client().login()) {
      client.epsvPort();
      assertThat(client.ask("RETR small.zip")).startsWith("150 ");
      assertThat(client.reply()).isEqualTo("425 No data connection came.");
      assertThat(openBlobs()).isEmpty();
      assertThat(client.ask("NOOP")).isEqualTo("200 OK.");
    }
  }

  @Test
  void dataPeer_thatReadsNothing_isDropped() throws IOException {
    Deadlines deadlines = deadlines().withStall(SHORT).deadlines();
    for (ContentStore store : List.of(files(), memory())) {
      try (Served served = serve(store, Options.DEFAULT.deadlines(deadlines));
          ControlClient client = served.client().login();
          Socket data = client.openData()) {
        client.ask("RETR large.zip");
        assertThat(client.reply()).isEqualTo("426 Data connection stalled.");
        assertThat(data.isClosed()).isFalse();
      }
    }
    assertThat(openBlobs()).isEmpty();
  }

  @Test
  void client_thatDoesNotLogIn_isDropped_whateverItSends() throws IOException {
    Deadlines deadlines = deadlines().withLogin(SHORT).deadlines();
    try (Served served = serve(memory(), Options.DEFAULT.deadlines(deadlines));
        ControlClient client = served.client()) {
      String reply = client.ask("NOOP");
      while (reply.equals("200 OK.")) {
        reply = client.ask("NOOP");
      }
      assertThat(reply).isEqualTo("421 No login for 0 seconds.");
    }
  }

  @Test
  void client_thatIsIdle_isDropped() throws IOException {
    Deadlines deadlines = deadlines().withIdle(SHORT).deadlines();
    try (Served served = serve(memory(), Options.DEFAULT.deadlines(deadlines));
        ControlClient client = served.client().login()) {
      assertThat(client.reply()).isEqualTo("421 No command for 0 seconds.");
      assertThat(client.line()).isEqualTo("(closed)");
    }
  }

  @Test
  void blob_thatIsTruncated_gets451BeforeAnyByte() throws IOException {
    try (Served served = serve(files(), Options.DEFAULT);
        ControlClient client = served.client().login();
        Stream<Path> blobs = Files.walk(folder.resolve("blobs"))) {
      for (Path blob : blobs.filter(Files::isRegularFile).toList()) {
        Files.write(blob, new byte[100]);
      }
      client.epsvPort();
      assertThat(client.ask("RETR small.zip"))
          .isEqualTo("451 Content cannot be read, try again later.");
    }
  }

  @Test
  void blob_thatIsMissing_gets451() throws IOException {
    try (Served served = serve(files(), Options.DEFAULT);
        ControlClient client = served.client().login();
        Stream<Path> blobs = Files.walk(folder.resolve("blobs"))) {
      for (Path blob : blobs.filter(Files::isRegularFile).toList()) {
        Files.delete(blob);
      }
      client.epsvPort();
      assertThat(client.ask("RETR small.zip"))
          .isEqualTo("451 Content cannot be read, try again later.");
    }
  }

  @Test
  void close_letsATransferEnd_andSaysGoodbyeToOthers() throws Exception {
    try (Served served = serve(files(), Options.DEFAULT);
        ControlClient busy = served.client().login();
        ControlClient idle = served.client().login();
        Socket data = busy.openData()) {
      busy.ask("RETR large.zip");
      Thread closing = new Thread(served.plane::close);
      closing.start();
      assertThat(idle.reply()).isEqualTo("421 Server is stopping.");
      assertThat(data.getInputStream().readAllBytes()).isEqualTo(LARGE);
      assertThat(busy.reply()).isEqualTo("226 Transfer complete.");
      assertThat(busy.reply()).isEqualTo("421 Server is stopping.");
      closing.join();
    }
  }

  @Test
  void close_endsATransferThatTakesTooLong() throws Exception {
    try (Served served = serve(files(), Options.DEFAULT.drain(SHORT));
        ControlClient client = served.client().login();
        Socket data = client.openData()) {
      client.ask("RETR large.zip");
      served.plane.close();
      assertThat(client.line()).isEqualTo("(closed)");
      assertThat(readAll(data)).isLessThan(LARGE.length);
      assertThat(openBlobs()).isEmpty();
    }
  }

  private static int readAll(Socket data) throws SocketTimeoutException {
    int total = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = data.getInputStream().read(buffer); n >= 0; ) {
        total += n;
        n = data.getInputStream().read(buffer);
      }
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Reset: as good an end as any.
    }
    return total;
  }

  private static Shortened deadlines() {
    return new Shortened(Deadlines.DEFAULT);
  }

  private record Shortened(Deadlines deadlines) {
    Shortened withLogin(Duration login) {
      return of(login, deadlines.idle(), deadlines.dataConnect(), deadlines.stall());
    }

    Shortened withIdle(Duration idle) {
      return of(deadlines.login(), idle, deadlines.dataConnect(), deadlines.stall());
    }

    Shortened withDataConnect(Duration dataConnect) {
      return of(deadlines.login(), deadlines.idle(), dataConnect, deadlines.stall());
    }

    Shortened withStall(Duration stall) {
      return of(deadlines.login(), deadlines.idle(), deadlines.dataConnect(), stall);
    }

    private Shortened of(Duration login, Duration idle, Duration connect, Duration stall) {
      return new Shortened(new Deadlines(login, idle, connect, stall, deadlines.goodbye()));
    }
  }
}
