package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.testkit.FakeUpstream;

/** {@code scrub}, alone and beside a server process, with clients on real sockets. */
@Timeout(120)
final class ScrubCommandTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;

  private HttpResponse<byte[]> get(RunningApp server, String path) throws Exception {
    URI url = server.url("http").resolve(path);
    return client.send(
        HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  /** The reply to RETR, by a client that opens no data connection. */
  private static String retr(RunningApp server, String path) throws IOException {
    URI url = server.url("ftp");
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout(20_000);
      BufferedReader replies =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String reply = replies.readLine();
      for (String command : new String[] {"USER anonymous", "PASS x", "EPSV", "RETR " + path}) {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        reply = replies.readLine();
      }
      return reply;
    }
  }

  /** The file of a path's blob, named in the newest page that holds the path. */
  private Path blob(String path) throws IOException {
    JsonNode entry = entry(path);
    String hex = entry.path("blob").asText();
    return file(hex);
  }

  private Path file(String hex) {
    return folder
        .resolve("data/blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex);
  }

  private JsonNode entry(String path) throws IOException {
    ObjectMapper json = new ObjectMapper();
    JsonNode manifest =
        json.readTree(folder.resolve("data/generations/000001/manifest.json").toFile());
    for (JsonNode page : manifest.path("pages")) {
      for (String line : Files.readAllLines(file(page.path("blob").asText()))) {
        if (line.contains("\"path\":\"" + path + "\"")) {
          return json.readTree(line.substring(line.indexOf('{')));
        }
      }
    }
    throw new AssertionError("no page names " + path);
  }

  @Test
  void flippedBit_besideAServer_is503UntilItIsRepaired_withoutARestart() throws Exception {
    Upstream content = Upstream.in(folder, 2_000_000);
    byte[] right = Files.readAllBytes(content.content().resolve(Upstream.RULES_PACKAGE));
    try (FakeUpstream upstream = FakeUpstream.serve(content.content())) {
      Path settings = content.settings("data", upstream.url().toString());
      Cli.run("pull", "-c", settings).exits(0);
      try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
        assertThat(get(server, Upstream.RULES_PACKAGE).body()).isEqualTo(right);
        Path hidden = folder.resolve("hidden");
        Files.move(content.content().resolve(Upstream.RULES_PACKAGE), hidden);
        Upstream.flipByte(blob(Upstream.RULES_PACKAGE));

        Cli.Ran scrub = Cli.run("scrub", "-c", settings).exits(1);
        assertThat(scrub.lines().get(0))
            .startsWith("damaged " + Upstream.RULES_PACKAGE + " of generation 1: found SHA-256 ")
            .contains("moved to " + folder.resolve("data/quarantine"))
            .contains("not repaired: source up does not have it any more");
        assertThat(scrub.lines().get(1)).contains("1 damaged").endsWith("0 repaired");

        // A server looks for the files it has open anew every second.
        await().until(() -> get(server, Upstream.RULES_PACKAGE).statusCode() == 503);
        HttpResponse<byte[]> unavailable = get(server, Upstream.RULES_PACKAGE);
        assertThat(unavailable.headers().firstValue("Retry-After")).isPresent();
        assertThat(retr(server, Upstream.RULES_PACKAGE)).startsWith("451 ");

        Files.move(hidden, content.content().resolve(Upstream.RULES_PACKAGE));
        // The server met the damage as well: whoever of the two comes first repairs it.
        JsonNode again = Cli.run("scrub", "--json", "-c", settings).exits(0).json();
        for (JsonNode damage : again.path("damages")) {
          assertThat(damage.path("kind").asText()).isEqualTo("MISSING");
          assertThat(damage.path("repaired").asBoolean()).isTrue();
          assertThat(damage.path("paths").get(0).asText()).isEqualTo(Upstream.RULES_PACKAGE);
        }

        HttpResponse<byte[]> served = get(server, Upstream.RULES_PACKAGE);
        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(served.body()).isEqualTo(right);
        assertThat(folder.resolve("data/generations/000002")).doesNotExist();
        assertThat(Cli.run("scrub", "-c", settings).exits(0).lines())
            .singleElement()
            .asString()
            .contains("no damage");
      }
    }
  }

  @Test
  void smallFileThatWentBad_isNeverServedAndTheServerMendsItByItself() throws Exception {
    Upstream content = Upstream.in(folder);
    try (FakeUpstream upstream = FakeUpstream.serve(content.content())) {
      Path settings = content.settings("data", upstream.url().toString());
      Cli.run("pull", "-c", settings).exits(0);
      String catalog = Upstream.RULES.miniTriName().fileName();
      byte[] right = Files.readAllBytes(content.content().resolve(catalog));
      try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
        Upstream.flipByte(blob(catalog));

        assertThat(get(server, catalog).statusCode()).isEqualTo(503);

        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> assertThat(get(server, catalog).statusCode()).isEqualTo(200));
        assertThat(get(server, catalog).body()).isEqualTo(right);
        assertThat(server.err()).contains("damaged " + catalog);
        // Told once it is done, and a request in between meets it done.
        await().until(() -> server.err().contains("repaired " + catalog));
        try (Stream<Path> kept = Files.list(folder.resolve("data/quarantine"))) {
          assertThat(kept).hasSize(2);
        }
      }
    }
  }

  @Test
  void truncatedFile_is503And451AndTheServerMendsItByItself() throws Exception {
    Upstream content = Upstream.in(folder, 300_000);
    try (FakeUpstream upstream = FakeUpstream.serve(content.content())) {
      Path settings = content.settings("data", upstream.url().toString());
      Cli.run("pull", "-c", settings).exits(0);
      try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
        Files.write(blob(Upstream.RULES_PACKAGE), new byte[100]);

        assertThat(retr(server, Upstream.RULES_PACKAGE)).startsWith("451 ");

        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> assertThat(get(server, Upstream.RULES_PACKAGE).statusCode()).isEqualTo(200));
        assertThat(retr(server, Upstream.RULES_PACKAGE)).startsWith("150 ");
      }
    }
  }

  @Test
  void importedFile_isTakenOutOfServiceAndHasToBeImportedAgain() throws Exception {
    Upstream content = Upstream.in(folder);
    Path settings = content.settings();
    Cli.run("import", content.content(), "-c", settings).exits(0);
    Upstream.flipByte(blob(Upstream.FULL));

    assertThat(Cli.run("scrub", "-c", settings).exits(1).out())
        .contains("not repaired: it was imported by hand: import it again");
    assertThat(blob(Upstream.FULL)).doesNotExist();

    assertThat(Cli.run("import", content.content(), "-c", settings).exits(0).out())
        .contains("repaired " + Upstream.FULL);
    Cli.run("scrub", "-c", settings).exits(0);
  }

  @Test
  void noRepair_leavesItToTheNextPull() throws Exception {
    Upstream content = Upstream.in(folder);
    Path settings = content.settings();
    Cli.run("pull", "-c", settings).exits(0);
    Upstream.flipByte(blob(Upstream.FULL));

    assertThat(Cli.run("scrub", "--no-repair", "--rate", "0", "-c", settings).exits(1).out())
        .contains("not repaired: as asked");

    assertThat(Cli.run("pull", "-c", settings).exits(0).lines())
        .contains("repaired " + Upstream.FULL)
        .last()
        .asString()
        .contains("nothing new")
        .endsWith("1 damaged files repaired, 0 not");
    Cli.run("scrub", "-c", settings).exits(0);
  }

  @Test
  void damagedPage_isToldWithWhatToDo() throws Exception {
    Path settings = Upstream.in(folder).settings();
    Cli.run("pull", "-c", settings).exits(0);
    JsonNode manifest =
        new ObjectMapper()
            .readTree(folder.resolve("data/generations/000001/manifest.json").toFile());
    Upstream.flipByte(file(manifest.path("pages").get(0).path("blob").asText()));

    assertThat(Cli.run("scrub", "-c", settings).exits(1).lines().get(0))
        .startsWith("damaged production: generation 1: page ")
        .contains("restore it, or roll back");
  }

  @Test
  void rateThatIsNone_exitsWith2() throws Exception {
    assertThat(
            Cli.run("scrub", "--rate", "fast", "-c", Upstream.in(folder).settings()).exits(2).err())
        .contains("--rate: found 'fast'");
  }
}
