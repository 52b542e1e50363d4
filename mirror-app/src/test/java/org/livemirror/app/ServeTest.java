package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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

/** {@code serve} as a process. */
final class ServeTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private HttpResponse<byte[]> get(URI url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void serve_ofAnEmptyStore_followsAPullOfAnotherProcess() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      assertThat(server.readyLine())
          .matches(
              "ready http=http://127\\.0\\.0\\.1:\\d+/ ftp=ftp://127\\.0\\.0\\.1:\\d+/"
                  + " admin=http://127\\.0\\.0\\.1:\\d+/");
      URI url = server.url("http").resolve(Upstream.RULES_PACKAGE);
      assertThat(get(url).statusCode()).isNotEqualTo(200);
      assertThat(get(server.url("http").resolve("livez")).statusCode()).isEqualTo(200);

      try (RunningApp pull = RunningApp.start(folder, "pull", "-c", settings)) {
        assertThat(pull.exitStatus()).as(pull.err()).isEqualTo(0);
      }

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(get(url).statusCode()).isEqualTo(200));
      assertThat(get(url).body())
          .isEqualTo(Files.readAllBytes(upstream.content().resolve(Upstream.RULES_PACKAGE)));
      assertThat(get(server.url("http").resolve("readyz")).statusCode()).isEqualTo(200);

      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(0);
      assertThat(server.out().lines()).containsExactly(server.readyLine());
      assertThat(server.err()).doesNotContain("\tat ");
    }
  }

  @Test
  void serve_afterItsEnd_hasLoggedEveryRequest() throws Exception {
    Path settings = Upstream.in(folder).settings();
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      assertThat(get(server.url("http").resolve("livez")).statusCode()).isEqualTo(200);
      assertThat(get(server.url("http").resolve("none%22here")).statusCode()).isEqualTo(404);
      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(0);
    }
    assertThat(Files.readAllLines(folder.resolve("data/logs/access.log")))
        .satisfiesExactly(
            line -> assertThat(line).matches(logged("/livez", 200)),
            line -> assertThat(line).matches(logged("/none%22here", 404)));
  }

  private static String logged(String target, int status) {
    return "127\\.0\\.0\\.1 - - \\[[^]]+ \\+0000\\] \"GET %s HTTP/1.1\" %d \\d+ \"-\" \"Java-http-client/.*\""
        .formatted(target, status);
  }

  @Test
  void serve_whereThePointerIsDamaged_servesTheNewestGenerationAndSaysSo() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    Cli.run("pull", "-c", settings).exits(0);
    Files.writeString(folder.resolve("data/CURRENT"), "garbage");

    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI url = server.url("http").resolve(Upstream.RULES_PACKAGE);
      assertThat(get(url).body())
          .isEqualTo(Files.readAllBytes(upstream.content().resolve(Upstream.RULES_PACKAGE)));
      assertThat(server.err()).contains("found 'garbage'", "; serving generation 1 ");
    }
  }

  @Test
  void serve_whereNoGenerationIsWhole_exitsWith3() throws Exception {
    Path settings = Upstream.in(folder).settings();
    Cli.run("pull", "-c", settings).exits(0);
    Files.writeString(folder.resolve("data/generations/000001/manifest.json"), "garbage");

    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      assertThat(server.exitStatus()).isEqualTo(3);
      assertThat(server.err().lines())
          .singleElement()
          .asString()
          .contains("manifest.json: SHA-256");
    }
  }

  @Test
  void sigterm_duringASlowDownload_drainsItAndExitsWith0() throws Exception {
    Upstream upstream = Upstream.in(folder, 20_000_000);
    Path settings = upstream.settings();
    Cli.run("pull", "-c", settings).exits(0);
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings);
        Socket slow = new Socket()) {
      URI url = server.url("http");
      slow.setReceiveBufferSize(16 << 10);
      slow.setSoTimeout(20_000);
      slow.connect(new InetSocketAddress(url.getHost(), url.getPort()));
      slow.getOutputStream()
          .write(
              ("GET /" + Upstream.RULES_PACKAGE + " HTTP/1.1\r\nHost: t\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = slow.getInputStream();
      assertThat(line(in)).isEqualTo("HTTP/1.1 200 OK");

      server.terminate();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () -> assertThat(connect(url)).as("a server that drains takes no more").isFalse());
      assertThat(server.isAlive()).isTrue();

      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        assertThat(header).contains(": ");
      }
      Path whole = upstream.content().resolve(Upstream.RULES_PACKAGE);
      Path got = Files.write(folder.resolve("got"), in.readNBytes((int) Files.size(whole)));
      assertThat(Trees.sha256(got)).isEqualTo(Trees.sha256(whole));
      slow.close();
      assertThat(server.exitStatus()).isEqualTo(0);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      assertThat(c).as("cut after: %s", line).isNotNegative();
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static boolean connect(URI url) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      return socket.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  @Test
  void port_inUse_exitsWith3AndOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String plane : new String[] {"http", "ftp", "admin"}) {
        Path settings =
            Files.writeString(
                folder.resolve(plane + ".yaml"),
                """
                http: {bind: 127.0.0.1, port: 0}
                ftp: {bind: 127.0.0.1, port: 0}
                admin: {bind: 127.0.0.1, port: 0}
                """
                    .replace(
                        plane + ": {bind: 127.0.0.1, port: 0}",
                        plane + ": {bind: 127.0.0.1, port: " + taken.getLocalPort() + "}"));
        try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
          assertThat(server.exitStatus()).isEqualTo(3);
          assertThat(server.out()).isEmpty();
          assertThat(server.err().lines())
              .filteredOn(line -> !line.contains(" INFO "))
              // How many files a process may open is up to the host.
              .filteredOn(line -> !line.contains("http.limits.connections"))
              .singleElement()
              .asString()
              .startsWith("livemirror: ")
              .contains("127.0.0.1")
              .contains(String.valueOf(taken.getLocalPort()))
              .contains("in use");
        }
      }
    }
  }
}
