package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.StoreAudit;

/** Several processes on one data folder: one publishes, any reads. */
@Timeout(120)
final class SharedStoreTest {
  @TempDir private Path folder;

  private static int status(URI url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void processes_serveAndPullAndList_onOneFolder() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI http = server.url("http");
      assertThat(status(http.resolve("minitri.flg"))).isEqualTo(404);

      try (RunningApp pull = RunningApp.start(folder, "pull", "-c", settings);
          RunningApp list = RunningApp.start(folder, "generations", "list", "-c", settings)) {
        assertThat(pull.exitStatus()).as(pull.err()).isZero();
        assertThat(list.exitStatus()).as(list.err()).isZero();
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> status(http.resolve("minitri.flg")) == 200);
      assertThat(status(http.resolve(Upstream.FULL))).isEqualTo(200);
      assertThat(server.isAlive()).isTrue();
    }
    assertThat(StoreAudit.of(folder.resolve("data")).problems()).isEmpty();
  }

  @Test
  void publishers_ofAFolderThatAnotherPublishesTo_endWith3AndNameIt_whileReadersGoOn()
      throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    Cli.Ran unused = Cli.run("pull", "-c", settings).exits(0);
    try (FileContentStore store = FileContentStore.open(folder.resolve("data"), Clock.systemUTC());
        PublisherLock lock = store.generations().lockPublisher()) {
      assertThat(lock).isNotNull();
      for (List<Object> command :
          List.<List<Object>>of(
              List.of("pull", "-c", settings),
              List.of("import", "-c", settings, upstream.content()))) {
        try (RunningApp other = RunningApp.start(folder, command.toArray())) {
          assertThat(other.exitStatus()).as(other.out() + other.err()).isEqualTo(3);
          assertThat(other.err()).contains("process " + ProcessHandle.current().pid());
        }
      }
      try (RunningApp list = RunningApp.start(folder, "generations", "list", "-c", settings)) {
        assertThat(list.exitStatus()).isZero();
        assertThat(list.out()).contains("*      1");
      }
      try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
        assertThat(status(server.url("http").resolve(Upstream.FULL))).isEqualTo(200);
      }
    }
  }
}
