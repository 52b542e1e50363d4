package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.http.limit.Network;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.tls.TlsSettings;
import org.livemirror.net.Transport;
import org.livemirror.store.memory.MemoryContentStore;

/** The first bytes of connections from proxies that are listed, and from others. */
final class ProxyHeaderTest {
  private static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };

  @TempDir private Path folder;

  private static Site site(boolean listed, @Nullable TlsSettings tls) throws IOException {
    return new Site(
        new MemoryContentStore(Clock.systemUTC()),
        Transport.best(),
        HttpLimits.DEFAULT,
        true,
        tls,
        listed ? new Networks(List.of(Network.parse("127.0.0.0/8"))) : Networks.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "PROXY TCP4 203.0.113.7 198.51.100.1 40000 80, 203.0.113.7",
    "PROXY TCP6 2001:db8::7 2001:db8::1 40000 80, 2001:db8:0:0:0:0:0:7",
    "PROXY UNKNOWN, 127.0.0.1",
    "PROXY UNKNOWN ffff::1 ffff::2 1 2, 127.0.0.1"
  })
  void version1_tellsTheClient(String header, String client) throws IOException {
    try (Site site = site(true, null);
        Client proxy = site.connect()) {
      proxy.send(header + "\r\n");
      assertThat(proxy.get("/livez").read().text()).isEqualTo("ok\n");
      assertThat(proxy.get("/livez").read().text()).isEqualTo("ok\n");
      await()
          .untilAsserted(
              () -> assertThat(site.users).containsExactly(client + " null", client + " null"));
    }
  }

  private static byte[] version2(int command, int family, byte[] rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    out.write(0x20 | command);
    out.write(family);
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) rest.length).array());
    out.writeBytes(rest);
    return out.toByteArray();
  }

  private static byte[] ipv4(int extras) {
    ByteBuffer rest = ByteBuffer.allocate(12 + extras);
    rest.put(new byte[] {(byte) 203, 0, 113, 9, (byte) 198, 51, 100, 1});
    rest.putShort((short) 40000).putShort((short) 80);
    if (extras > 0) {
      rest.put((byte) 0x04).putShort((short) (extras - 3)); // NOOP
    }
    return rest.array();
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 203.0.113.9", "1, 100, 203.0.113.9", "0, 0, 127.0.0.1"})
  void version2_tellsTheClient(int command, int extras, String client) throws IOException {
    try (Site site = site(true, null);
        Client proxy = site.connect()) {
      proxy.out.write(version2(command, 0x11, ipv4(extras)));
      assertThat(proxy.get("/livez").read().text()).isEqualTo("ok\n");
      await().untilAsserted(() -> assertThat(site.users).containsExactly(client + " null"));
    }
  }

  @Test
  void header_mayComeByteByByteWithTheRequestBehindIt() throws IOException {
    try (Site site = site(true, null);
        Client proxy = site.connect()) {
      proxy.trickle(
          "PROXY TCP4 203.0.113.7 198.51.100.1 40000 80\r\n"
              + Client.request("GET /livez HTTP/1.1"));
      assertThat(proxy.read().text()).isEqualTo("ok\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /livez HTTP/1.1\r\nHost: mirror\r\nX: a header that is long enough to be sure of it,"
            + " as the longest first line is 107 bytes\r\n\r\n",
        "PROXY TCP4 203.0.113.777 198.51.100.1 40000 80\r\n",
        "PROXY TCP4 203.0.113.7\r\n",
        "PROXY\r\n"
      })
  void noHeader_isTurnedAway(String bytes) throws IOException {
    try (Site site = site(true, null);
        Client proxy = site.connect()) {
      proxy.send(bytes);
      assertThat(proxy.atEnd()).isTrue();
      await()
          .untilAsserted(
              () -> assertThat(site.turnedAway).containsExactly("127.0.0.1 PROXY_HEADER"));
    }
  }

  @Test
  void extrasBeyondMeasure_areTurnedAway() throws IOException {
    try (Site site = site(true, null);
        Client proxy = site.connect()) {
      proxy.out.write(version2(1, 0x11, ipv4(20_000)));
      await()
          .untilAsserted(
              () -> assertThat(site.turnedAway).containsExactly("127.0.0.1 PROXY_HEADER"));
    }
  }

  @Test
  void headerOfOthers_isNoRequest() throws IOException {
    try (Site site = site(false, null);
        Client first = site.connect();
        Client second = site.connect()) {
      first.send("PROXY TCP4 203.0.113.7 198.51.100.1 40000 80\r\n");
      first.get("/livez");
      assertThat(first.read().status()).startsWith("HTTP/1.1 400 ");
      second.out.write(version2(1, 0x11, ipv4(0)));
      assertThat(second.read().status()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void header_comesBeforeTls() throws Exception {
    try (Site site = site(true, TlsKeys.fresh(folder))) {
      Client raw = new Client(site.plane.tlsPort().orElseThrow());
      raw.out.write("PROXY TCP4 203.0.113.7 1.2.3.4 1 2\r\n".getBytes(StandardCharsets.US_ASCII));
      try (Client client = raw.secured(TlsKeys.clientContext(null))) {
        assertThat(client.get("/livez").read().text()).isEqualTo("ok\n");
        await().untilAsserted(() -> assertThat(site.users).containsExactly("203.0.113.7 null"));
      }
    }
  }
}
