package org.livemirror.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.livemirror.store.memory.MemoryContentStore;
import org.livemirror.testkit.Ipv6;

/** A server that listens on both families of addresses. */
final class Ipv6Test {
  private static final byte[] FLAG = " ".getBytes(StandardCharsets.UTF_8);

  private Served served;

  @BeforeEach
  void serve() throws IOException {
    assumeTrue(Ipv6.isHere(), "this host has no IPv6");
    served =
        new Served(new MemoryContentStore(Clock.systemUTC()), Served.Options.DEFAULT.bind("::"))
            .file("minitri.flg", FLAG)
            .publish();
  }

  @AfterEach
  void stop() {
    if (served != null) {
      served.close();
    }
  }

  private FTPClient connect(String address) throws IOException {
    FTPClient client = new FTPClient();
    client.connect(address, served.port());
    assertThat(client.login("anonymous", "x@")).isTrue();
    client.enterLocalPassiveMode();
    return client;
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 127.0.0.1", "::1, 0:0:0:0:0:0:0:1"})
  void file_isSentToClientsOfEither_whoAreToldAsTheyAre(String address, String told)
      throws IOException {
    FTPClient client = connect(address);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("minitri.flg", got)).isTrue();
    assertThat(got.toByteArray()).isEqualTo(FLAG);
    client.disconnect();
    assertThat(served.sent).extracting(Served.Sent::client).containsExactly(told);
  }

  @Test
  void pasv_overIpv6_isRefused_andEpsvOfIpv4Too() throws IOException {
    FTPClient client = connect("::1");
    assertThat(client.sendCommand("PASV")).isEqualTo(425);
    assertThat(client.getReplyString()).isEqualTo("425 PASV is for IPv4, use EPSV.");
    assertThat(client.sendCommand("EPSV 1")).isEqualTo(522);
    assertThat(client.getReplyString()).contains("use (2)");
    assertThat(client.sendCommand("EPSV 2")).isEqualTo(229);
    client.disconnect();
  }

  @Test
  void pasv_overIpv4_tellsAnAddressOfIpv4() throws IOException {
    FTPClient client = connect("127.0.0.1");
    assertThat(client.sendCommand("PASV")).isEqualTo(227);
    assertThat(client.getReplyString()).contains("(127,0,0,1,");
    client.disconnect();
  }
}
