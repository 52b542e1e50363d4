package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The operator's port of a running server, and {@code status}, which asks it. */
final class StatusCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private HttpResponse<String> get(URI url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void status_ofARunningServer_tellsWhatItServesAndFollows() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI admin = server.url("admin");
      JsonNode empty = Cli.run("status", "--json", "--url", admin).exits(0).json();
      assertThat(empty.path("ready").asBoolean()).isFalse();
      assertThat(empty.path("unreadyReason").asText()).isEqualTo("nothing published yet");
      assertThat(empty.at("/listeners/admin").asText()).isEqualTo(admin.toString());
      assertThat(empty.at("/listeners/http").asText()).isEqualTo(server.url("http").toString());
      assertThat(get(admin.resolve("readyz")).statusCode()).isEqualTo(503);

      Cli.run("pull", "-c", settings).exits(0);
      Cli.run("generations", "hold", "-c", settings).exits(0);

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode now = Cli.run("status", "--json", "--url", admin).exits(0).json();
                assertThat(now.path("ready").asBoolean()).isTrue();
                assertThat(now.path("heldSince").isNull()).isFalse();
              });
      JsonNode now = Cli.run("status", "--json", "--url", admin).exits(0).json();
      assertThat(now.at("/production/generation").intValue()).isEqualTo(1);
      assertThat(now.at("/production/reason").asText()).isEqualTo("pull up");
      assertThat(now.at("/production/bytes").longValue()).isGreaterThan(53_000);
      assertThat(now.at("/sources/0/name").asText()).isEqualTo("up");
      assertThat(now.at("/sources/0/lastPull").isNull()).as("another process pulled").isTrue();
      assertThat(get(admin.resolve("readyz")).body()).isEqualTo("ok\n");
      assertThat(get(server.url("http").resolve("readyz")).body()).isEqualTo("ok\n");
      assertThat(get(admin.resolve("metrics")).body().lines())
          .contains("livemirror_generation_number{channel=\"production\"} 1.0");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(get(admin.resolve("metrics")).body().lines())
                      .contains(
                          "livemirror_http_requests_total{method=\"GET\",status=\"200\"} 1.0",
                          "livemirror_http_sent_bytes_total 3.0",
                          "livemirror_http_connections 1.0"));
      assertThat(Cli.run("status", "--url", admin).exits(0).out())
          .contains("ready        yes", "generation 1 of ", "switching    held since ")
          .contains("source       up: not pulled since the server started");
    }
  }

  /** A pull by schedule, within the minute. */
  @Test
  void status_afterAPullOfTheServer_tellsHowItEnded() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    String text = Files.readString(settings);
    Files.writeString(
        settings, text.replace("    products:", "    schedule: \"* * * * *\"\n    products:"));
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI admin = server.url("admin");
      // There is none while one is under way, as at a full minute.
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () ->
                  assertThat(get(admin.resolve("api/v1/status")).body())
                      .containsPattern("\"nextPull\" : \"20[^\"]+\""));

      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () -> {
                JsonNode status = Cli.run("status", "--json", "--url", admin).exits(0).json();
                assertThat(status.at("/sources/0/lastPull/result").asText()).isEqualTo("PUBLISHED");
              });
      // Status and metrics are told one after the other.
      await()
          .untilAsserted(
              () ->
                  assertThat(get(admin.resolve("metrics")).body().lines())
                      .contains(
                          "livemirror_pulls_total{result=\"published\",source=\"up\"} 1.0",
                          "livemirror_certificates_seen_total{kind=\"signer\"} 1.0"));
      assertThat(Cli.run("status", "--url", admin).exits(0).out())
          .contains("source       up: published at ", "published generation 1");
    }
  }

  @Test
  void adminPort_whileTheServerDrains_saysSoAndClosesLast() throws Exception {
    Upstream upstream = Upstream.in(folder, 20_000_000);
    Path settings = upstream.settings();
    Cli.run("pull", "-c", settings).exits(0);
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings);
        Socket slow = new Socket()) {
      URI admin = server.url("admin");
      URI http = server.url("http");
      slow.setReceiveBufferSize(16 << 10);
      slow.setSoTimeout(20_000);
      slow.connect(new InetSocketAddress(http.getHost(), http.getPort()));
      slow.getOutputStream()
          .write(
              ("GET /" + Upstream.RULES_PACKAGE + " HTTP/1.1\r\nHost: t\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = slow.getInputStream();
      assertThat(in.read()).isEqualTo('H');

      server.terminate();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                HttpResponse<String> ready = get(admin.resolve("readyz"));
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).startsWith("draining: ");
              });
      assertThat(get(admin.resolve("livez")).statusCode()).isEqualTo(200);
      assertThat(Cli.run("status", "--json", "--url", admin).exits(0).json().path("draining"))
          .hasToString("true");
      assertThat(server.isAlive()).isTrue();
      slow.close();
      assertThat(server.exitStatus()).isEqualTo(0);
    }
  }

  @Test
  void admin_thatIsOff_isNotInTheReadyLine() throws Exception {
    Path settings = Upstream.in(folder).settings();
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("admin: {bind: 127.0.0.1, port: 0}", "admin: {enabled: false}"));
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      assertThat(server.readyLine()).contains(" ftp=").doesNotContain("admin");
      assertThat(get(server.url("http").resolve("livez")).statusCode()).isEqualTo(200);
      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(0);
    }
  }

  @Test
  void admin_boundElsewhereThanOnLoopback_warns() throws Exception {
    Path settings = Upstream.in(folder).settings();
    Files.writeString(
        settings,
        Files.readString(settings).replace("admin: {bind: 127.0.0.1", "admin: {bind: 0.0.0.0"));
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      assertThat(get(server.url("admin").resolve("livez")).statusCode()).isEqualTo(200);
      assertThat(server.err()).contains(" WARN ").contains("no authentication yet");
    }
  }

  @Test
  void status_whereNobodyListens_exitsWith3AndOneLine() throws Exception {
    try (Socket taken = new Socket()) { // which does not listen, and keeps others from it
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String url = "http://127.0.0.1:" + taken.getLocalPort();

      assertThat(Cli.run("status", "--url", url).exits(3).err().lines())
          .singleElement()
          .asString()
          .startsWith("livemirror: " + url + "/api/v1/status: no answer");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, '{\"detail\":\"no such endpoint\"}', found status 404: no such endpoint",
    "200, <html>, found something else than JSON",
    "503, '{\"detail\":\"starting\"}', found status 503: starting"
  })
  void status_ofSomethingElse_exitsWith3AndSaysWhat(int code, String body, String said)
      throws Exception {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(code, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    other.start();
    try {
      assertThat(
              Cli.run("status", "--url", "http://127.0.0.1:" + other.getAddress().getPort())
                  .exits(3)
                  .err())
          .contains(said);
    } finally {
      other.stop(0);
    }
  }

  @Test
  void status_ofNoUrl_exitsWith2() throws IOException {
    assertThat(Cli.run("status", "--url", "ftp://x/").exits(2).err())
        .contains("--url: found ftp://x/");
  }
}
