package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.http.limit.PasswordHash;
import org.livemirror.http.limit.Passwords;
import org.livemirror.testkit.Ipv6;

/** {@code serve} as a process, with settings that say who may come. */
final class ProtectedServeTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  /** Settings with more below {@code http}. */
  private Path settings(String more) throws IOException {
    Path settings = Upstream.in(folder).settings();
    Cli.run("pull", "-c", settings).exits(0);
    return Files.writeString(
        settings,
        Files.readString(settings)
            .replace("http: {bind: 127.0.0.1,", "http: {" + more + ", bind: 127.0.0.1,"));
  }

  private void user(String name, String password) throws IOException {
    PasswordHash hash = PasswordHash.of(password, PasswordHash.MIN_COST, new SecureRandom());
    Files.writeString(folder.resolve("users"), Passwords.line(name, hash) + "\n");
  }

  private int status(URI url, String userAndPassword) throws Exception {
    String basic =
        Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Basic " + basic)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode();
  }

  @Test
  void passwords_areAskedFor_followTheirFile_andTheAccessLogNamesTheUser() throws Exception {
    user("anna", "secret");
    Path settings = settings("passwords: users");
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI url = server.url("http").resolve(Upstream.RULES_PACKAGE);
      assertThat(status(url, "anna:wrong")).isEqualTo(401);
      assertThat(status(url, "anna:secret")).isEqualTo(200);
      user("berta", "other secret");
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(status(url, "berta:other secret")).isEqualTo(200));
      assertThat(status(url, "anna:secret")).isEqualTo(401);
      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(0);
      assertThat(server.err()).doesNotContain("secret");
    }
    assertThat(Files.readAllLines(folder.resolve("data/logs/access.log")))
        .anyMatch(line -> line.startsWith("127.0.0.1 - - [") && line.contains("\" 401 "))
        .anyMatch(line -> line.startsWith("127.0.0.1 - anna [") && line.contains("\" 200 "))
        .anyMatch(line -> line.startsWith("127.0.0.1 - berta [") && line.contains("\" 200 "));
  }

  @Test
  void deniedNetwork_isClosedWithoutAnAnswer() throws Exception {
    try (RunningApp server =
            RunningApp.start(folder, "serve", "-c", settings("deny: [127.0.0.0/8]"));
        Socket socket = new Socket(server.url("http").getHost(), server.url("http").getPort())) {
      socket.setSoTimeout(20_000);
      assertThat(ends(socket)).isTrue();
    }
  }

  @Test
  void bothFamilies_comeAtTheAnyAddressOfIpv6_andEachIsTakenForWhatItIs() throws Exception {
    assumeTrue(Ipv6.isHere(), "this host has no IPv6");
    Path settings = settings("deny: ['::1/128']");
    Files.writeString(
        settings,
        Files.readString(settings)
            .replace("'::1/128'], bind: 127.0.0.1,", "'::1/128'], bind: '::',"));
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI url = server.url("http").resolve(Upstream.RULES_PACKAGE);
      assertThat(url.getHost()).isEqualTo("127.0.0.1");
      assertThat(status(url, "-")).isEqualTo(200);
      try (Socket socket = new Socket(Ipv6.LOOPBACK, url.getPort())) {
        socket.setSoTimeout(20_000);
        assertThat(ends(socket)).isTrue();
      }
      server.terminate();
      assertThat(server.exitStatus()).isEqualTo(0);
    }
    assertThat(Files.readAllLines(folder.resolve("data/logs/access.log")))
        .singleElement()
        .asString()
        .startsWith("127.0.0.1 - - [");
  }

  private static boolean ends(Socket socket) throws IOException {
    try {
      socket
          .getOutputStream()
          .write("GET /livez HTTP/1.1\r\nHost: t\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return in.read() < 0;
    } catch (SocketException e) {
      return true; // reset, as the request came after the end
    }
  }
}
