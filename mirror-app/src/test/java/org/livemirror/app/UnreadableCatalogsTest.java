package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.app.config.Config;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.Server;
import org.livemirror.store.Channel;
import org.livemirror.store.Generation;
import org.livemirror.store.Manifest;
import org.slf4j.LoggerFactory;

/** A server that finds, after its start, that it cannot read the catalogs to plan from. */
final class UnreadableCatalogsTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("org.livemirror.core.publish");

  private final HttpClient client = HttpClient.newHttpClient();
  private final Errors log = new Errors();

  @TempDir private Path folder;

  private static final class Errors extends AppenderBase<ILoggingEvent> {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel() == Level.ERROR) {
        lines.add(event.getFormattedMessage());
      }
    }
  }

  @BeforeEach
  void listen() {
    log.start();
    LOG.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(log);
  }

  private HttpResponse<byte[]> get(URI url) throws Exception {
    return send(HttpRequest.newBuilder(url));
  }

  private HttpResponse<byte[]> plan(URI http) throws Exception {
    return send(
        HttpRequest.newBuilder(http.resolve("api/v1/plan"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"products\": []}")));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Catalogs are planned from as a page of the generation has them. */
  private Path page(Mirror mirror) throws Exception {
    Manifest manifest = mirror.store().generations().manifest(1);
    assertThat(manifest.pages()).hasSize(1);
    return folder.resolve("data/blobs/sha256/" + manifest.pages().get(0).blob().path());
  }

  @Test
  void filesAreServed_plansAre500_untilTheDiskIsMended() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    Cli.run("pull", "-c", settings).exits(0);
    Config config = Config.load(Optional.of(settings), Map.of());
    try (Mirror mirror = Mirror.open(config, Clock.systemUTC())) {
      // The store shares a generation that is loaded: the server does not read the page before it
      // reads the catalogs, and meets what happened to the disk in between.
      Generation loaded = mirror.store().generations().current(Channel.PRODUCTION).orElseThrow();
      Path page = page(mirror);
      Upstream.flipByte(page);
      try (Server server = Server.start(mirror)) {
        assertThat(server.published().current().generation()).isSameAs(loaded);
        URI http = URI.create(server.httpUrl().orElseThrow());
        // Told once they are met, before anybody plans.
        await().until(() -> !log.lines.isEmpty());
        assertThat(log.lines)
            .singleElement()
            .asString()
            .startsWith("generation 1 (6 files): its catalogs cannot be read: page ")
            .contains(": found SHA-256 ");
        assertServedButNotPlanned(upstream, http);

        Upstream.flipByte(page);
        assertThat(plan(http).statusCode()).isEqualTo(200);
      }
    }
  }

  private void assertServedButNotPlanned(Upstream upstream, URI http) throws Exception {
    assertThat(get(http.resolve(Upstream.RULES_PACKAGE)).body())
        .isEqualTo(Files.readAllBytes(upstream.content().resolve(Upstream.RULES_PACKAGE)));
    String catalog = Upstream.RULES.miniTriName().fileName();
    assertThat(get(http.resolve(catalog)).statusCode()).isEqualTo(200);
    for (String health : new String[] {"livez", "readyz"}) {
      assertThat(get(http.resolve(health)).statusCode()).as(health).isEqualTo(200);
    }
    HttpResponse<byte[]> plan = plan(http);
    assertThat(plan.statusCode()).isEqualTo(500);
    assertThat(plan.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = new ObjectMapper().readTree(plan.body());
    assertThat(problem.path("status").asInt()).isEqualTo(500);
    assertThat(problem.path("detail").asText())
        .isEqualTo(
            "the catalogs cannot be read (expected to plan from them); the server's log tells why");
    assertThat(problem).hasSize(4);
  }
}
