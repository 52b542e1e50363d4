package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.tls.ClientCertificates;
import org.livemirror.http.tls.TlsProfile;
import org.livemirror.http.tls.TlsSettings;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.memory.MemoryContentStore;
import org.livemirror.testkit.ForgedChain;

/** HTTPS as clients of the field meet it: curl, openssl, the JDK. */
final class TlsTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir private Path folder;

  private Site site(TlsSettings tls, Patience patience) throws IOException {
    Site site =
        new Site(
            new MemoryContentStore(Clock.systemUTC()),
            Transport.best(),
            patience.tlsLook(Duration.ofMillis(50)).build(),
            true,
            tls,
            Networks.NONE);
    site.put("minitri.flg", " ", Entry.Kind.POINTER);
    site.put("1314282430x.m25", Site.noise(3_000_000, 1), Entry.Kind.PACKAGE);
    site.publish();
    return site;
  }

  private Site site(TlsSettings tls) throws IOException {
    return site(tls, new Patience());
  }

  private TlsSettings settings(TlsProfile profile) throws IOException {
    TlsKeys.write(folder, TlsKeys.server("localhost"));
    return TlsKeys.settings(folder, profile, ClientCertificates.NONE, List.of());
  }

  /** A program's output; what it is asked on its standard input is at its end at once. */
  private String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    process.waitFor();
    return output;
  }

  private String curl(Site site, String path, String... more) throws Exception {
    Path root = Files.write(folder.resolve("root.pem"), TlsKeys.text(TlsKeys.server("x").root()));
    List<String> command =
        new ArrayList<>(
            List.of("curl", "-sS", "-m", "60", "--cacert", root.toString(), "-o", "/dev/null"));
    command.addAll(List.of("-w", "%{http_code} %{http_version} %{size_download}"));
    command.addAll(List.of(more));
    command.add("https://localhost:" + site.plane.tlsPort().orElseThrow() + path);
    return run(command.toArray(String[]::new));
  }

  private String openssl(Site site, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + site.plane.tlsPort().orElseThrow()));
    command.addAll(List.of(options));
    return run(command.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({"--http1.1, 1.1", "--http2, 2"})
  void curl_isServedInTheProtocolItWants(String option, String version) throws Exception {
    try (Site site = site(settings(TlsProfile.MODERN))) {
      assertThat(curl(site, "/minitri.flg", option)).isEqualTo("200 " + version + " 1");
      assertThat(curl(site, "/1314282430x.m25", option)).isEqualTo("200 " + version + " 3000000");
      assertThat(curl(site, "/1314282430x.m25", option, "-r", "5-14"))
          .isEqualTo("206 " + version + " 10");
    }
  }

  @Test
  void http_isServedBesideHttps() throws Exception {
    try (Site site = site(settings(TlsProfile.MODERN));
        Client plain = new Client(site.plane.port().orElseThrow())) {
      assertThat(plain.get("/minitri.flg").read().text()).isEqualTo(" ");
      assertThat(curl(site, "/minitri.flg", "--http1.1")).isEqualTo("200 1.1 1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1", "-tls1_1"})
  void modern_turnsOldProtocolsAway(String version) throws Exception {
    try (Site site = site(settings(TlsProfile.MODERN))) {
      assertThat(openssl(site, version, "-cipher", "ALL:@SECLEVEL=0"))
          .contains("alert protocol version");
      await().untilAsserted(() -> assertThat(site.turnedAway).containsExactly("127.0.0.1 TLS"));
      await().untilAsserted(() -> assertThat(site.open).hasValue(0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"AES128-SHA", "AES256-SHA", "AES128-GCM-SHA256"})
  void modern_turnsKeysWithoutForwardSecrecyAway(String cipher) throws Exception {
    try (Site site = site(settings(TlsProfile.MODERN))) {
      assertThat(openssl(site, "-tls1_2", "-cipher", cipher + ":@SECLEVEL=0"))
          .contains("handshake failure");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1, AES128-SHA",
    "-tls1, AES256-SHA",
    "-tls1, ECDHE-RSA-AES128-SHA",
    "-tls1_1, AES128-SHA",
    "-tls1_2, AES128-SHA",
    "-tls1_2, ECDHE-RSA-AES128-GCM-SHA256"
  })
  void oldClients_areServed(String version, String cipher) throws Exception {
    try (Site site = site(settings(TlsProfile.OLD_CLIENTS))) {
      assertThat(openssl(site, version, "-cipher", cipher + ":@SECLEVEL=0"))
          .contains("Cipher is " + cipher);
    }
  }

  @Test
  void clientsRenegotiation_endsTheConnection() throws Exception {
    try (Site site = site(settings(TlsProfile.MODERN))) {
      Process process =
          new ProcessBuilder(
                  "openssl",
                  "s_client",
                  "-tls1_2",
                  "-connect",
                  "127.0.0.1:" + site.plane.tlsPort().orElseThrow())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().write("R\n".getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(output).contains("RENEGOTIATING").contains("no renegotiation");
    }
  }

  @Test
  void plainTextOnTheSecurePort_isTurnedAway() throws IOException {
    try (Site site = site(settings(TlsProfile.MODERN));
        Client plain = new Client(site.plane.tlsPort().orElseThrow())) {
      plain.get("/minitri.flg");
      assertThat(plain.atEnd()).isTrue();
      await().untilAsserted(() -> assertThat(site.turnedAway).containsExactly("127.0.0.1 TLS"));
    }
  }

  @Test
  void handshakeThatDoesNotCome_endsInTime() throws IOException {
    try (Site site = site(settings(TlsProfile.MODERN), new Patience().handshake(SHORT));
        Client silent = new Client(site.plane.tlsPort().orElseThrow())) {
      assertThat(silent.atEnd()).isTrue();
      await().untilAsserted(() -> assertThat(site.turnedAway).containsExactly("127.0.0.1 TLS"));
    }
  }

  private static String subject(Site site) throws IOException {
    try (Client client = site.connect()) {
      return ((X509Certificate) ((SSLSocket) client.socket).getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  @Test
  void newFiles_areForNewConnections() throws IOException {
    try (Site site = site(settings(TlsProfile.MODERN));
        Client before = site.connect()) {
      assertThat(subject(site)).isEqualTo("CN=localhost");

      Files.writeString(folder.resolve("server.pem"), "-----BEGIN CERTIFICATE-----\nno\n");
      TlsKeys.write(folder, TlsKeys.server("renewed"));

      await().untilAsserted(() -> assertThat(subject(site)).isEqualTo("CN=renewed"));
      assertThat(before.get("/livez").read().text()).isEqualTo("ok\n");
    }
  }

  private Site withClients(ClientCertificates clients) throws IOException {
    TlsKeys.write(folder, TlsKeys.server("localhost"));
    Path anchors =
        Files.write(folder.resolve("clients.pem"), TlsKeys.text(TlsKeys.client("x").root()));
    return site(TlsKeys.settings(folder, TlsProfile.MODERN, clients, List.of(anchors)));
  }

  private static String ask(Site site, @Nullable ForgedChain own) throws IOException {
    SSLContext context = TlsKeys.clientContext(own);
    try (Client client = Client.secure(site.plane.tlsPort().orElseThrow(), 1 << 16, context)) {
      return client.get("/minitri.flg").read().text();
    }
  }

  @Test
  void clientWithCertificate_isKnownByItsSubject() throws IOException {
    try (Site site = withClients(ClientCertificates.REQUIRED)) {
      assertThat(ask(site, TlsKeys.client("pc-17"))).isEqualTo(" ");
      await().untilAsserted(() -> assertThat(site.users).containsExactly("127.0.0.1 CN=pc-17"));
    }
  }

  @Test
  void clientWithoutCertificate_isTurnedAwayWhereOneIsRequired() throws IOException {
    try (Site site = withClients(ClientCertificates.REQUIRED)) {
      assertThatThrownBy(() -> ask(site, null)).isInstanceOf(IOException.class);
      await().untilAsserted(() -> assertThat(site.turnedAway).containsExactly("127.0.0.1 TLS"));
    }
  }

  @Test
  void clientWithoutCertificate_isServedWhereOneIsWanted() throws IOException {
    try (Site site = withClients(ClientCertificates.WANTED)) {
      assertThat(ask(site, null)).isEqualTo(" ");
      await().untilAsserted(() -> assertThat(site.users).containsExactly("127.0.0.1 null"));
    }
  }

  @Test
  void clientOfAnotherIssuer_isTurnedAway() throws Exception {
    try (Site site = withClients(ClientCertificates.WANTED)) {
      String[] own = {
        "--cert", folder.resolve("server.pem").toString(),
        "--key", folder.resolve("server.key").toString()
      };
      assertThat(curl(site, "/minitri.flg", own)).doesNotContain("200");
      await().untilAsserted(() -> assertThat(site.turnedAway).containsExactly("127.0.0.1 TLS"));
    }
  }
}
