package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code serve} as a process, over HTTPS without plain HTTP. */
final class HttpsServeTest {
  private final WebKeys keys = WebKeys.server("localhost");

  @TempDir private Path folder;

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private HttpResponse<byte[]> get(URI url) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("root", keys.chain().root());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .sslContext(tls)
        .build()
        .send(
            HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  /** HTTPS alone, on any port; plain HTTP would be on {@code port} if it was on. */
  private static void withoutPlainHttp(Path settings, int port) throws IOException {
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace(
                "http: {bind: 127.0.0.1, port: 0}",
                """
                http:
                  enabled: false
                  bind: 127.0.0.1
                  port: %d
                  tls: {port: 0, certificate: server.pem, key: server.key}"""
                    .formatted(port)));
  }

  @Test
  void plainHttpThatIsOff_doesNotListen_andHttpsServes() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    Cli.run("pull", "-c", settings).exits(0);
    keys.write(folder);
    int plain = freePort();
    withoutPlainHttp(settings, plain);

    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      assertThat(server.readyLine())
          .matches(
              "ready https=https://127\\.0\\.0\\.1:\\d+/ ftp=ftp://127\\.0\\.0\\.1:\\d+/"
                  + " admin=http://127\\.0\\.0\\.1:\\d+/");
      URI https = URI.create("https://localhost:" + server.url("https").getPort() + "/");
      assertThat(get(https.resolve(Upstream.RULES_PACKAGE)).body())
          .isEqualTo(Files.readAllBytes(upstream.content().resolve(Upstream.RULES_PACKAGE)));
      assertThat(get(https.resolve("readyz")).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), plain).close())
          .isInstanceOf(ConnectException.class);
      URI admin = server.url("admin");
      JsonNode status = Cli.run("status", "--json", "--url", admin).exits(0).json();
      assertThat(status.at("/listeners/http").isNull()).isTrue();
      assertThat(status.at("/listeners/https").asText()).isEqualTo(server.url("https").toString());
      assertThat(status.at("/connections/http").isNull()).as("HTTPS counts as HTTP").isFalse();
      assertThat(Cli.run("status", "--url", admin).exits(0).lines())
          .anyMatch(line -> line.matches("http +off"))
          .anyMatch(line -> line.matches("https +https://127\\.0\\.0\\.1:\\d+/"));
      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(0);
    }
  }

  @Test
  void httpsAlone_followsTesting_andServesItUnderItsPath() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    Cli.run("pull", "-c", settings).exits(0);
    keys.write(folder);
    withoutPlainHttp(settings, 0);
    // FTP serves testing too, and would have it followed.
    Files.writeString(
        settings, Files.readString(settings).replace("ftp: {", "ftp: {enabled: false, "));
    String file = "1314253617rules8.zip";

    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI https = URI.create("https://localhost:" + server.url("https").getPort() + "/");
      URI testing = https.resolve("testing/" + file);
      assertThat(get(testing).statusCode()).isEqualTo(404);

      upstream.publishNewRules();
      assertThat(Cli.run("import", "--test", upstream.content(), "-c", settings).exits(0).out())
          .startsWith("import: published generation 2 to testing");

      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(get(testing).statusCode()).isEqualTo(200));
      assertThat(get(testing).body())
          .isEqualTo(Files.readAllBytes(upstream.content().resolve(file)));
      assertThat(get(https.resolve(file)).statusCode()).as("in production").isEqualTo(404);
      assertThat(server.err()).containsPattern("serving generation 2 .* in testing");
    }
  }

  private Path withTls(String tls) throws IOException {
    Path settings = Upstream.in(folder).settings();
    return Files.writeString(
        settings,
        Files.readString(settings)
            .replace("http: {bind: 127.0.0.1,", "http: {tls: {" + tls + "}, bind: 127.0.0.1,"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "certificate: gone.pem | gone.pem: found no such file (expected a file that",
        "certificate: server.pem, key: gone.key | gone.key: found no such file (expected a file that",
        "certificate: upstream | upstream: cannot be read: Is a directory (expected a file that",
        "certificate: root.pem | root.pem: found no private key (expected one in PEM",
        "certificate: root.pem, key: server.key | server.key: found the key of another certificate"
            + " (expected that of the first in",
        "certificate: server.pem, key: server.key, keyPassword: 'env:LIVEMIRROR_NOT_THERE' |"
            + " env:LIVEMIRROR_NOT_THERE: cannot be read: the environment has no",
      })
  void filesThatCannotBeServedFrom_areWrongSettings(String tls, String problem) throws Exception {
    keys.write(folder);
    Path settings = withTls(tls);

    for (String[] command : new String[][] {{"serve"}, {"config", "check"}}) {
      List<Object> words = new ArrayList<>(List.of((Object[]) command));
      words.addAll(List.of("-c", settings));
      Cli.Ran ran = Cli.run(words.toArray()).exits(2);
      assertThat(ran.err().lines().filter(line -> line.startsWith("livemirror: ")))
          .singleElement()
          .asString()
          .startsWith("livemirror: http.tls: ")
          .contains(problem.strip());
    }
  }

  @Test
  void check_tellsOfEveryFileAtOnce() throws Exception {
    Path settings = withTls("certificate: gone.pem}, passwords: nobody.txt, shaping: {total: 0");
    Files.delete(folder.resolve("root.pem"));

    assertThat(Cli.run("config", "check", "-c", settings).exits(2).err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("livemirror: trust.anchors: "),
            line -> assertThat(line).startsWith("livemirror: http.passwords: "),
            line -> assertThat(line).startsWith("livemirror: http.tls: "));
  }

  @Test
  void certificateThatHasExpired_isServed_andWarnedOf() throws Exception {
    Instant until = Instant.parse("2020-01-02T03:04:05Z");
    new WebKeys(WebKeys.maker("localhost").signerValid(until.minusSeconds(86_400), until).chain())
        .write(folder);
    Path settings = withTls("certificate: server.pem, key: server.key, port: 0");
    String warning =
        "http.tls: " + folder.resolve("server.pem") + ": the certificate expired at " + until;

    assertThat(Cli.run("config", "check", "-c", settings).exits(0).lines())
        .startsWith("warning: " + warning)
        .hasSize(2);
    assertThat(
            Cli.run("config", "check", "--json", "-c", settings)
                .exits(0)
                .json()
                .path("warning")
                .asText())
        .isEqualTo(warning);
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      assertThat(server.readyLine()).contains(" https=https://");
      assertThat(server.err()).contains(warning);
    }
  }
}
