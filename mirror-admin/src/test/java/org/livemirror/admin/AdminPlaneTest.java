package org.livemirror.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.admin.metrics.HttpMeters;
import org.livemirror.admin.metrics.Metrics;
import org.livemirror.admin.metrics.MirrorMeters;
import org.livemirror.admin.status.Status;

/** The operator's port over real sockets. */
final class AdminPlaneTest {
  private static final AdminSettings ANY_PORT =
      new AdminSettings(InetAddress.getLoopbackAddress(), 0);

  private static final Pattern LENGTH = Pattern.compile("content-length: (\\d+)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Metrics metrics =
      new Metrics(new HttpMeters(List.of()), new MirrorMeters(List.of("up")), List.of("up"), "1");
  private volatile Optional<Status> status = Optional.of(Samples.status(Optional.empty()));
  private volatile Optional<Metrics> scraped = Optional.of(metrics);

  @SuppressWarnings("NullAway.Init") // set before each test
  private AdminPlane plane;

  @BeforeEach
  void start() throws IOException {
    plane = AdminPlane.start(ANY_PORT, () -> status, () -> scraped);
  }

  @AfterEach
  void stop() {
    plane.close();
    metrics.close();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + plane.port() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  private static String type(HttpResponse<String> response) {
    return response.headers().firstValue("content-type").orElse("");
  }

  private static void assertProblem(HttpResponse<String> response, int code) throws IOException {
    assertThat(response.statusCode()).isEqualTo(code);
    assertThat(type(response)).isEqualTo("application/problem+json");
    assertThat(json(response).path("status").intValue()).isEqualTo(code);
    assertThat(json(response).path("detail").asText()).isNotEmpty();
  }

  @Test
  void health_ofAServerThatServes_isOk() throws Exception {
    for (String path : List.of("/livez", "/readyz")) {
      HttpResponse<String> response = send("GET", path);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("ok\n");
      assertThat(type(response)).isEqualTo("text/plain; charset=utf-8");
    }
  }

  @Test
  void readyz_ofAServerThatIsNot_is503WithTheReasonWhileItLives() throws Exception {
    status = Optional.of(Samples.status(Optional.of("nothing published yet")));

    HttpResponse<String> ready = send("GET", "/readyz");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("nothing published yet\n");
    assertThat(send("GET", "/livez").statusCode()).isEqualTo(200);
  }

  @Test
  void everything_whileTheServerStarts_saysSoAndItLives() throws Exception {
    status = Optional.empty();
    scraped = Optional.empty();

    assertThat(send("GET", "/livez").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/readyz").statusCode()).isEqualTo(503);
    assertThat(send("GET", "/readyz").body()).startsWith("starting: ");
    assertProblem(send("GET", "/metrics"), 503);
    assertProblem(send("GET", "/api/v1/status"), 503);
  }

  /** All workers are busy, and health is answered. */
  @Test
  void livez_whileStatusHangs_isAnswered() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(8);
    try (AdminPlane stuck =
        AdminPlane.start(
            ANY_PORT,
            () -> status,
            () -> {
              asked.countDown();
              try {
                hang.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Optional.empty();
            })) {
      List<Socket> waiting = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stuck.port());
        waiting.add(socket);
        socket.getOutputStream().write(request("GET /metrics HTTP/1.1"));
      }
      await().until(() -> asked.getCount() <= 6);

      assertThat(raw(stuck.port(), request("GET /livez HTTP/1.1"))).startsWith("HTTP/1.1 200 ");

      hang.countDown();
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  private static byte[] request(String line) {
    return (line + "\r\nHost: t\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends bytes, and reads one answer; its body only if there should be one. */
  private static String raw(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request);
      InputStream in = socket.getInputStream();
      StringBuilder answer = new StringBuilder();
      while (answer.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        assertThat(next).as("closed after: %s", answer).isNotNegative();
        answer.append((char) next);
      }
      Matcher length = LENGTH.matcher(answer);
      if (length.find() && request[0] != 'H') {
        byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
        answer.append(new String(body, StandardCharsets.UTF_8));
      }
      return answer.toString();
    }
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void metrics_scraped_areThePrometheusTextOfTheStatus() throws Exception {
    HttpResponse<String> response = send("GET", "/metrics");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(type(response)).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body().lines())
        .contains(
            "livemirror_ready 1.0",
            "livemirror_generation_number{channel=\"production\"} 7.0",
            "livemirror_generation_number{channel=\"testing\"} NaN",
            "livemirror_blobs_lost 4.0",
            "livemirror_pull_stale_catalogs{source=\"up\"} 2.0",
            "livemirror_http_connections 9.0");
  }

  @Test
  void status_asked_isOneDocumentWithEveryName() throws Exception {
    HttpResponse<String> response = send("GET", "/api/v1/status");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(type(response)).startsWith("application/json");
    JsonNode told = json(response);
    assertThat(told.path("ready").asBoolean()).isTrue();
    assertThat(told.path("uptimeSeconds").longValue()).isEqualTo(3600);
    assertThat(told.at("/production/generation").intValue()).isEqualTo(7);
    assertThat(told.has("testing")).isTrue();
    assertThat(told.path("testing").isNull()).isTrue();
    assertThat(told.path("heldSince").asText()).isEqualTo("2026-11-21T10:01:40Z");
    assertThat(told.at("/sources/0/lastPull/result").asText()).isEqualTo("PUBLISHED");
    assertThat(told.at("/sources/1").has("lastPull")).isTrue();
    assertThat(told.at("/sources/1/lastPull").isNull()).isTrue();
    assertThat(told.at("/store/usedBytes").longValue()).isEqualTo(60_000);
    assertThat(told.at("/store/quotaBytes").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/metrics", "/api/v1/status", "/nope"})
  void answer_ofEachKind_isForNoBrowserToKeepOrToReadAsSomethingElse(String path) throws Exception {
    var headers = send("GET", path).headers();

    assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
    assertThat(headers.firstValue("cache-control")).contains("no-store");
    assertThat(headers.firstValue("cross-origin-resource-policy")).contains("same-origin");
    assertThat(headers.firstValue("content-security-policy").orElse("")).contains("'none'");
    assertThat(headers.firstValue("access-control-allow-origin")).isEmpty();
    assertThat(headers.firstValue("server")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/nope", "/api/v1/status/x", "/api/v1/plan", "/livez/", "/../livez%00"})
  void path_thatIsNone_isAProblem(String path) throws Exception {
    String answer = raw(plane.port(), request("GET " + path + " HTTP/1.1"));

    assertThat(answer).matches("(?s)HTTP/1\\.1 40[04] .*").contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void method_thatWouldChangeSomething_is405(String method) throws Exception {
    HttpResponse<String> response = send(method, "/api/v1/status");

    assertProblem(response, 405);
    assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
  }

  @Test
  void head_ofAnything_isItsGetWithoutTheBody() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), plane.port())) {
      socket.setSoTimeout(20_000);
      String head = "HEAD /livez HTTP/1.1\r\nHost: t\r\n\r\n";
      socket.getOutputStream().write((head + head).getBytes(StandardCharsets.US_ASCII));
      String answers = "";
      while (answers.split("\r\n\r\n", -1).length < 3) {
        byte[] some = new byte[1000];
        int got = socket.getInputStream().read(some);
        assertThat(got).as("closed after: %s", answers).isPositive();
        answers += new String(some, 0, got, StandardCharsets.US_ASCII);
      }
      assertThat(answers.split("\r\n\r\n", -1))
          .hasSize(3)
          .endsWith("")
          .filteredOn(each -> !each.isEmpty())
          .allMatch(each -> each.startsWith("HTTP/1.1 200 ") && each.contains("content-length: 3"));
    }
  }

  @Test
  void requestLine_thatIsTooLong_is414() throws Exception {
    String answer =
        raw(plane.port(), request("GET /" + "x".repeat(AdminPlane.LINE_BYTES) + " HTTP/1.1"));

    assertThat(answer).startsWith("HTTP/1.1 414 ").contains("application/problem+json");
  }

  @Test
  void headers_thatAreTooLong_are431() throws Exception {
    String answer =
        raw(
            plane.port(),
            request("GET /livez HTTP/1.1\r\nX: " + "x".repeat(AdminPlane.HEADER_BYTES)));

    assertThat(answer).startsWith("HTTP/1.1 431 ").contains("application/problem+json");
  }

  @Test
  void answer_thatThrows_is500WithoutItsInside() throws Exception {
    try (AdminPlane broken =
        AdminPlane.start(
            ANY_PORT,
            () -> status,
            () -> {
              throw new IllegalStateException("the secret inside");
            })) {
      String answer = raw(broken.port(), request("GET /metrics HTTP/1.1"));

      assertThat(answer)
          .startsWith("HTTP/1.1 500 ")
          .contains("application/problem+json")
          .doesNotContain("secret", "Exception", "\tat ");
    }
  }

  @Test
  void connections_beyondTheLimit_areClosedAndOthersServed() throws Exception {
    List<Socket> held = new ArrayList<>();
    try {
      for (int i = 0; i < AdminPlane.CONNECTIONS; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), plane.port());
        socket.setSoTimeout(20_000);
        socket
            .getOutputStream()
            .write("GET /livez HTTP/1.1\r\nHost: t\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isEqualTo('H');
        held.add(socket);
      }
      try (Socket more = new Socket(InetAddress.getLoopbackAddress(), plane.port())) {
        more.setSoTimeout(20_000);
        assertThat(isClosed(more)).isTrue();
      }
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
    await().until(() -> isOk(plane.port()));
  }

  private static boolean isOk(int port) {
    try {
      return raw(port, request("GET /livez HTTP/1.1")).startsWith("HTTP/1.1 200 ");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void port_inUse_isToldInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      AdminSettings settings =
          new AdminSettings(InetAddress.getLoopbackAddress(), taken.getLocalPort());

      assertThatThrownBy(() -> AdminPlane.start(settings, () -> status, () -> scraped))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "admin: cannot listen on 127.0.0.1 port " + taken.getLocalPort() + ": ")
          .hasMessageContaining("in use");
    }
  }

  @Test
  void close_withAnIdleConnection_freesThePort() throws Exception {
    try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), plane.port())) {
      int port = plane.port();

      plane.close();

      assertThat(isClosed(idle)).isTrue();
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
          .isInstanceOf(IOException.class);
    }
  }
}
