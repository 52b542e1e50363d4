package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client's session: a catalog, then the packages that it names. What began on one generation ends
 * on it, whatever is published meanwhile.
 */
@Timeout(120)
final class SessionTest {
  private static final String RULES = Upstream.RULES.miniTriName().fileName();
  private static final String DEFINITIONS = Upstream.DEFINITIONS.miniTriName().fileName();

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private byte[] get(URI url) throws Exception {
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).as("%s", url).isEqualTo(200);
    return answer.body();
  }

  /** The packages that a catalog names, as a client reads them out of it. */
  private static List<String> packages(byte[] catalog) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(catalog))) {
      ZipEntry member = zip.getNextEntry();
      while (member != null && !member.getName().equals("liveupdt.tri")) {
        member = zip.getNextEntry();
      }
      return new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith("FileName="))
          .map(line -> line.substring("FileName=".length()))
          .toList();
    }
  }

  private void allAreServed(URI http, Upstream upstream, List<String> names) throws Exception {
    for (String name : names) {
      assertThat(get(http.resolve(name)))
          .as(name)
          .isEqualTo(Files.readAllBytes(upstream.content().resolve(name)));
    }
  }

  @Test
  void session_begunOnAGeneration_endsOnIt_whateverIsPublishedAndRolledBackMeanwhile()
      throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    Cli.run("pull", "-c", settings).exits(0);
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI http = server.url("http");
      List<String> named = new ArrayList<>(packages(get(http.resolve(DEFINITIONS))));
      byte[] catalog = get(http.resolve(RULES));
      named.addAll(packages(catalog));
      assertThat(named)
          .containsExactlyInAnyOrder(Upstream.RULES_PACKAGE, Upstream.FULL, Upstream.DELTA);

      for (int revision = 8; revision <= 11; revision++) {
        byte[] before = catalog;
        upstream.publishRules(revision);
        Cli.run("pull", "-c", settings).exits(0);
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> !Arrays.equals(get(http.resolve(RULES)), before));
        catalog = get(http.resolve(RULES));
        assertThat(packages(catalog)).hasSize(1).doesNotContainAnyElementsOf(named);
        named.addAll(packages(catalog));
        allAreServed(http, upstream, named);
      }

      // Back to where revision 10 was served: sessions that began with it or before it go on.
      byte[] before = catalog;
      Cli.run("generations", "rollback", 4, "-c", settings).exits(0);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !Arrays.equals(get(http.resolve(RULES)), before));
      assertThat(packages(get(http.resolve(RULES)))).containsExactly("1314253617rules10.zip");
      named.remove("1314253617rules11.zip");
      allAreServed(http, upstream, named);

      // And on from there.
      upstream.publishRules(12);
      Cli.run("pull", "-c", settings).exits(0);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> packages(get(http.resolve(RULES))).contains("1314253617rules12.zip"));
      allAreServed(http, upstream, named);
    }
  }
}
