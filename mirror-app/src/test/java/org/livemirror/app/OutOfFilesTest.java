package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A server that may open no more files, for a while. */
@EnabledOnOs(OS.LINUX)
final class OutOfFilesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private static int open(long pid) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return (int) files.count();
    }
  }

  private static String openFilesLimit(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/limits")).stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.split(" {2,}", 3)[1])
        .findFirst()
        .orElseThrow();
  }

  /** Changes how many files a process may open. */
  private static void limit(long pid, String files) throws Exception {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", Long.toString(pid), "--nofile=" + files + ":")
            .redirectErrorStream(true)
            .start();
    assertThat(prlimit.getInputStream().readAllBytes()).isEmpty();
    assertThat(prlimit.waitFor()).isZero();
  }

  /** Of an answer on a connection of its own. */
  private static int status(URI url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(PATIENCE).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void server_thatMayOpenNoMoreFiles_tellsSo_andTakesConnectionsAgainWhenItMay() throws Exception {
    Path settings = Upstream.in(folder).settings();
    Cli.run("pull", "-c", settings).exits(0);
    List<Socket> clients = new ArrayList<>();
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI url = server.url("http").resolve(Upstream.RULES_PACKAGE);
      // What the classes need is loaded first: here they come from folders, not from an open jar.
      assertThat(status(url)).isEqualTo(200);
      String before = openFilesLimit(server.pid());
      limit(server.pid(), Integer.toString(open(server.pid()) + 2));
      for (int i = 0; i < 20; i++) {
        clients.add(new Socket(url.getHost(), url.getPort()));
      }
      await()
          .atMost(PATIENCE)
          .until(() -> server.err().contains("no connection is taken for 1 s: "));
      limit(server.pid(), before);
      assertThat(status(url)).isEqualTo(200);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }
}
