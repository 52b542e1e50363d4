package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.app.config.Config;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.Server;

/** Own content from end to end: new key → author → verify → import → plan. */
final class AuthorAndPlanTest {
  @TempDir private Path folder;
  private Path key = Path.of("/");
  private Path password = Path.of("/");
  private Path spec = Path.of("/");
  private Path settings = Path.of("/");

  @BeforeEach
  void write() throws Exception {
    key = folder.resolve("own.p12");
    password = Files.writeString(folder.resolve("password"), "s3cret\nsecond line\n");
    Files.createDirectories(folder.resolve("files/sub"));
    Files.writeString(folder.resolve("files/a.txt"), "a");
    Files.writeString(folder.resolve("files/sub/b.txt"), "b");
    spec =
        Files.writeString(
            folder.resolve("spec.yaml"),
            """
            published: %s
            products:
              - product: Own Updates
                version: "2.0"
                items:
                  - {sequence: Update, revision: 5, file: updates.zip, payload: files}
            """
                .formatted(Instant.ofEpochSecond(Instant.now().getEpochSecond())));
    settings =
        Files.writeString(
            folder.resolve("t.yaml"),
            """
            data: ./data
            http: {bind: 127.0.0.1, port: 0}
            ftp: {enabled: false}
            admin: {enabled: false}
            trust: {anchors: own.root.pem}
            """);
  }

  private Cli.Ran author(Object... more) {
    Object[] args = new Object[more.length + 5];
    Object[] first = {"author", "--key", key, "--key-password-file", password};
    System.arraycopy(first, 0, args, 0, 5);
    System.arraycopy(more, 0, args, 5, more.length);
    return Cli.run(args);
  }

  private Path inventory(long revision) throws Exception {
    return Files.writeString(
        folder.resolve("inventory.json"),
        """
        {"products": [{"product": "own updates", "version": "2.0", "language": "symalllanguages",
                       "sequences": {"Update": %d}}]}
        """
            .formatted(revision));
  }

  @Test
  void ownContent_fromNewKeyToPlan() throws Exception {
    Path out = folder.resolve("out");
    assertThat(author("--new-key", "Example Org").exits(0).lines())
        .containsExactly("wrote " + key, "wrote " + folder.resolve("own.root.pem"));
    JsonNode written = author("--spec", spec, "--out", out, "--json").exits(0).json();
    assertThat(written).hasSize(3);

    assertThat(Cli.run("verify", "--anchor", folder.resolve("own.root.pem"), out).exits(0).lines())
        .last()
        .isEqualTo("2 good, 0 refused, 1 skipped");
    Cli.run("import", out, "-c", settings).exits(0);

    JsonNode plan =
        Cli.run("plan", "--json", "--inventory", inventory(4), "-c", settings).exits(0).json();
    assertThat(plan.at("/generation").asInt()).isEqualTo(1);
    assertThat(plan.at("/products/0/action").asText()).isEqualTo("FULL");
    Path file = out.resolve(plan.at("/products/0/steps/0/file").asText());
    assertThat(plan.at("/totalBytes").asLong()).isEqualTo(Files.size(file));
    assertThat(plan.at("/products/0/steps/0/sha256").asText()).isEqualTo(Trees.sha256(file));

    assertThat(Cli.run("plan", "--inventory", inventory(5), "-c", settings).exits(0).lines())
        .containsExactly(
            "UP_TO_DATE   own updates - 2.0 - symalllanguages, Update 5 -> 5: 5 is the newest"
                + " revision",
            "generation 1, 0 B to download");
    assertPlanOfServer(plan);
  }

  private void assertPlanOfServer(JsonNode local) throws Exception {
    Config config = Config.load(Optional.of(settings), Map.of());
    try (Mirror mirror = Mirror.open(config, Clock.systemUTC());
        Server server = Server.start(mirror)) {
      String url = server.httpUrl().orElseThrow();
      assertThat(
              Cli.run("plan", "--json", "--inventory", inventory(4), "--server", url)
                  .exits(0)
                  .json())
          .isEqualTo(local);

      Path broken = Files.writeString(folder.resolve("broken.json"), "{\"products\": 1}");
      assertThat(Cli.run("plan", "--inventory", broken, "--server", url).exits(2).err())
          .isEqualTo(Cli.run("plan", "--inventory", broken, "-c", settings).exits(2).err())
          .startsWith("livemirror: " + broken + ": products: found number (expected an array)");
      assertThat(
              Cli.run("plan", "--inventory", inventory(4), "--server", url + "nowhere")
                  .exits(3)
                  .err())
          .contains("nowhere/api/v1/plan: status 405 ");
    }
  }

  @Test
  void newKeyAndContent_inOneStep_areMade() {
    assertThat(
            author("--new-key", "Example Org", "--spec", spec, "--out", folder.resolve("out"))
                .exits(0)
                .lines())
        .hasSize(5);
  }

  @Test
  void newKey_overOneThatIsThere_isRefused() throws Exception {
    author("--new-key", "Example Org").exits(0);
    byte[] before = Files.readAllBytes(key);

    assertThat(author("--new-key", "Example Org").exits(3).err())
        .isEqualTo("livemirror: " + key + ": exists already\n");
    assertThat(Files.readAllBytes(key)).isEqualTo(before);
  }

  @Test
  void newKey_withASpecThatIsWrong_isNotMade() throws Exception {
    Files.writeString(spec, "products: []");

    author("--new-key", "Example Org", "--spec", spec, "--out", folder.resolve("out")).exits(2);

    assertThat(key).doesNotExist();
  }

  @Test
  void author_withTheWrongPassword_exitsWith2AndNamesTheFile() throws Exception {
    author("--new-key", "Example Org").exits(0);
    Files.writeString(password, "wr0ng");

    assertThat(author("--spec", spec, "--out", folder.resolve("out")).exits(2).err().lines())
        .singleElement()
        .asString()
        .startsWith("livemirror: " + key + ": not a PKCS#12 file that this password opens")
        .doesNotContain("wr0ng");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void author_withAFileThatIsNoPkcs12_exitsWith2AndNamesIt() throws Exception {
    for (byte[] bytes : new byte[][] {{}, "not a key".getBytes(StandardCharsets.US_ASCII)}) {
      Files.write(key, bytes);

      assertThat(author("--spec", spec, "--out", folder.resolve("out")).exits(2).err().lines())
          .singleElement()
          .asString()
          .startsWith("livemirror: " + key + ": not a PKCS#12 file that this password opens");
    }
  }

  @Test
  void author_withFilesThatAreNotThere_namesThem() throws Exception {
    Path gone = folder.resolve("gone");
    assertThat(author("--spec", spec, "--out", folder.resolve("out")).exits(3).err())
        .isEqualTo("livemirror: " + key + ": no such file\n");
    author("--new-key", "Example Org").exits(0);
    assertThat(author("--spec", gone, "--out", folder.resolve("out")).exits(2).err())
        .startsWith("livemirror: " + gone + ": found no such file");
    Files.delete(password);
    assertThat(author("--spec", spec, "--out", folder.resolve("out")).exits(3).err())
        .isEqualTo("livemirror: " + password + ": no such file\n");
  }

  @Test
  void author_withTooLittle_exitsWith2() {
    assertThat(author().exits(2).err())
        .isEqualTo(
            "livemirror: found too little to do (expected --spec with --out, or --new-key)\n");
    author("--spec", spec).exits(2);
    author("--out", folder.resolve("out")).exits(2);
    assertThat(Cli.run("author", "--key", key, "--new-key", "x").exits(2).err())
        .contains("found no password for " + key);
  }

  @Test
  void plan_withAnInventoryThatIsNone_saysWhy() throws Exception {
    Path gone = folder.resolve("gone.json");
    assertThat(Cli.run("plan", "--inventory", gone, "-c", settings).exits(3).err())
        .isEqualTo("livemirror: " + gone + ": no such file\n");
    Path text = Files.writeString(folder.resolve("text.json"), "hello");
    assertThat(Cli.run("plan", "--inventory", text, "-c", settings).exits(2).err())
        .startsWith("livemirror: " + text + ": line 1: not JSON");
  }

  @Test
  void plan_withAServerThatIsNotThere_exitsWith3AndNamesIt() throws Exception {
    try (Socket taken = new Socket()) { // which does not listen, and keeps others from it
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String url = "http://127.0.0.1:" + taken.getLocalPort() + "/";

      assertThat(
              Cli.run("plan", "--inventory", inventory(1), "--server", url).exits(3).err().lines())
          .singleElement()
          .asString()
          .startsWith("livemirror: " + url + "api/v1/plan: ");
    }
  }

  @Test
  void plan_withAServerThatIsNoUrl_exitsWith2() throws Exception {
    for (String url : new String[] {"localhost:7070", "ftp://127.0.0.1/", "nowhere", "http:"}) {
      assertThat(Cli.run("plan", "--inventory", inventory(1), "--server", url).exits(2).err())
          .as(url)
          .contains(url);
    }
  }
}
