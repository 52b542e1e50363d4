package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.app.config.Config;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.Server;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StoredBlob;
import org.livemirror.store.file.FileContentStore;

/** {@code pull}, {@code import} and {@code generations list}. */
final class PullCommandTest {
  @TempDir private Path folder;
  private Upstream upstream = new Upstream(Path.of("/"));

  @BeforeEach
  void author() throws Exception {
    upstream = Upstream.in(folder);
  }

  private SortedMap<String, String> data() throws IOException {
    return Trees.digests(folder.resolve("data"));
  }

  @Test
  void pull_ofAFolder_publishesAndThenFindsNothingNew() throws Exception {
    Path settings = upstream.settings();

    assertThat(Cli.run("pull", "-c", settings).exits(0).lines())
        .singleElement()
        .asString()
        .startsWith("up: published generation 1: 2 catalogs, 3 packages fetched");
    assertThat(Cli.run("pull", "-c", settings).exits(0).lines())
        .singleElement()
        .asString()
        .startsWith("up: nothing new: 2 catalogs, 0 packages fetched");

    JsonNode json = Cli.run("pull", "--json", "-c", settings).exits(0).json();
    assertThat(json.at("/0/outcome").asText()).isEqualTo("Unchanged");
    assertThat(json.at("/0/kept").asInt()).isEqualTo(3);
  }

  @Test
  void pull_overHttpAndFtp_bringsTheSameBytes() throws Exception {
    Cli.run("pull", "-c", upstream.settings()).exits(0);
    Config config = Config.load(Optional.of(upstream.settings()), Map.of());
    try (Mirror mirror = Mirror.open(config, Clock.systemUTC());
        Server server = Server.start(mirror)) {
      String http = server.httpUrl().orElseThrow() + "clu-prod/";
      String ftp = server.ftpUrl().orElseThrow() + "opt/content/onramp/";

      JsonNode first =
          Cli.run("pull", "--json", "-c", upstream.settings("over-http", http)).exits(0).json();
      Cli.run("pull", "-c", upstream.settings("over-ftp", ftp)).exits(0);

      assertThat(first.at("/0/outcome").asText()).isEqualTo("Published");
      assertThat(first.at("/0/generation").asInt()).isEqualTo(1);
      assertThat(first.at("/0/fetched")).hasSize(3);
      assertThat(first.at("/0/notOffered")).as("the twelve months").hasSize(12);
    }
    Map<String, Sha256> served = served("data");
    assertThat(served).hasSize(6);
    assertThat(served("over-http")).isEqualTo(served);
    assertThat(served("over-ftp")).isEqualTo(served);
  }

  /** Path → blob, every blob read and held against its name. */
  private Map<String, Sha256> served(String data) throws IOException {
    Map<String, Sha256> served = new TreeMap<>();
    try (ContentStore store = FileContentStore.open(folder.resolve(data), Clock.systemUTC())) {
      for (Entry entry : store.generations().current(Channel.PRODUCTION).orElseThrow().entries()) {
        served.put(
            entry.path().toString(), StoredBlob.of(store.blobs(), entry.blob()).digests().sha256());
      }
    }
    return served;
  }

  @Test
  void dryRun_beforeAnythingWasPulled_leavesNoContent() throws Exception {
    Cli.Ran ran = Cli.run("pull", "--dry-run", "-c", upstream.settings()).exits(0);

    assertThat(ran.lines())
        .contains("fetch " + Upstream.FULL, "fetch " + Upstream.DELTA)
        .last()
        .asString()
        .startsWith("up: would fetch 3 packages, ")
        .contains("content now 0 B");
    assertThat(data().keySet()).containsExactly("LOCK");
  }

  @Test
  void dryRun_ofNewContent_tellsWhatWouldChangeAndChangesNothing() throws Exception {
    Cli.run("pull", "-c", upstream.settings()).exits(0);
    upstream.publishNewRules();
    SortedMap<String, String> before = data();

    JsonNode json =
        Cli.run("pull", "--dry-run", "--json", "-c", upstream.settings()).exits(0).json();

    assertThat(json.at("/0/toFetch")).hasToString("[\"1314253617rules8.zip\"]");
    assertThat(json.at("/0/toDrop")).hasToString("[\"1314253617rules.zip\"]");
    assertThat(json.at("/0/bytesToFetch").asLong())
        .isEqualTo(Files.size(upstream.content().resolve("1314253617rules8.zip")));
    assertThat(json.at("/0/bytesAfter").asLong()).isLessThan(json.at("/0/bytesNow").asLong());
    assertThat(data()).isEqualTo(before);
  }

  @Test
  void pull_ofAFlippedByte_exitsWith1AndPublishesNothing() throws Exception {
    Cli.run("pull", "-c", upstream.settings()).exits(0);
    upstream.publishNewRules();
    Upstream.flipByte(upstream.content().resolve("1314253617rules8.zip"));
    String current = Files.readString(folder.resolve("data/CURRENT"));

    Cli.Ran ran = Cli.run("pull", "-c", upstream.settings()).exits(1);

    assertThat(ran.lines())
        .first()
        .asString()
        .matches(
            "refused 1314253617rules8\\.zip: DigestMismatch: found SHA-(1 [0-9a-f]{40}|256"
                + " [0-9a-f]{64}) \\(expected [0-9a-f]+\\)");
    assertThat(Files.readString(folder.resolve("data/CURRENT"))).isEqualTo(current);

    JsonNode json = Cli.run("pull", "--json", "-c", upstream.settings()).exits(1).json();
    assertThat(json.at("/0/refused/0/rule").asText()).isEqualTo("DigestMismatch");
  }

  @Test
  void pull_ofAnUnknownSource_exitsWith2() throws Exception {
    assertThat(Cli.run("pull", "--source", "x", "-c", upstream.settings()).exits(2).err())
        .isEqualTo("livemirror: --source: found x (expected one of [up])\n");
  }

  @Test
  void pull_withoutSources_exitsWith2() throws Exception {
    Path settings = Files.writeString(folder.resolve("none.yaml"), "trust: {anchors: root.pem}\n");

    assertThat(Cli.run("pull", "-c", settings).exits(2).err())
        .isEqualTo("livemirror: sources: found none (expected at least one in the settings)\n");
  }

  @Test
  void pull_ofABusyStore_exitsWith3AndNamesTheHolder() throws Exception {
    Path settings = upstream.settings();
    try (FileContentStore store = FileContentStore.open(folder.resolve("data"), Clock.systemUTC());
        PublisherLock held = store.generations().lockPublisher()) {
      assertThat(held).isNotNull();

      assertThat(Cli.run("pull", "-c", settings).exits(3).err().lines())
          .containsExactly(
              "livemirror: source up: the store is being published to by process "
                  + ProcessHandle.current().pid()
                  + "; try again when it is done");
      assertThat(Cli.run("import", upstream.content(), "-c", settings).exits(3).err().lines())
          .hasSize(1);
    }
  }

  @Test
  void pull_fromAServerThatIsNotThere_exitsWith3AndNamesIt() throws Exception {
    try (Socket taken = new Socket()) { // which does not listen, and keeps others from it
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = taken.getLocalPort();
      for (String url : new String[] {"http://127.0.0.1:" + port, "ftp://127.0.0.1:" + port}) {
        assertThat(Cli.run("pull", "-c", upstream.settings("d", url + "/")).exits(3).err().lines())
            .singleElement()
            .asString()
            .startsWith("livemirror: source up: " + url);
      }
    }
  }

  @Test
  void pull_fromAFolderThatIsNotThere_exitsWith3AndNamesIt() throws Exception {
    Path gone = folder.resolve("gone");

    assertThat(
            Cli.run("pull", "-c", upstream.settings("d", gone.toUri().toString()))
                .exits(3)
                .err()
                .lines())
        .singleElement()
        .asString()
        .contains(gone.toString());
  }

  @Test
  void pull_intoDataThatIsAFile_exitsWith3() throws Exception {
    Path settings = upstream.settings();
    Files.writeString(folder.resolve("data"), "not a folder");

    assertThat(Cli.run("pull", "-c", settings).exits(3).err())
        .startsWith("livemirror: ")
        .contains(folder.resolve("data").toString());
  }

  @Test
  void import_ofAFolder_publishesBesideWhatIsThere() throws Exception {
    Path settings = upstream.settings();

    JsonNode json = Cli.run("import", "--json", upstream.content(), "-c", settings).exits(0).json();
    assertThat(json.at("/outcome").asText()).isEqualTo("Published");
    assertThat(Cli.run("import", upstream.content(), "-c", settings).exits(0).out())
        .startsWith("import: nothing new");
    assertThat(Cli.run("import", folder.resolve("gone"), "-c", settings).exits(3).err())
        .contains(folder.resolve("gone").toString());
  }

  @Test
  void import_ofAFlippedByte_exitsWith1() throws Exception {
    Upstream.flipByte(upstream.content().resolve(Upstream.RULES.miniTriName().fileName()));

    Cli.Ran ran = Cli.run("import", upstream.content(), "-c", upstream.settings()).exits(1);

    assertThat(ran.lines())
        .first()
        .asString()
        .startsWith("refused own$20rules_1.0_symalllanguages_livetri.zip: ");
    assertThat(folder.resolve("data/CURRENT")).doesNotExist();
  }

  @Test
  void generationsList_ofTwoPulls_marksTheServedOne() throws Exception {
    Path settings = upstream.settings();
    assertThat(Cli.run("generations", "list", "-c", settings).exits(0).out()).isEmpty();
    Cli.run("pull", "-c", settings).exits(0);
    upstream.publishNewRules();
    Cli.run("pull", "-c", settings).exits(0);

    assertThat(Cli.run("generations", "list", "-c", settings).exits(0).lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("       1  .*  6 files .*  pull up"),
            line -> assertThat(line).matches("\\*      2  .*  7 files .*  pull up"));
    JsonNode json = Cli.run("generations", "list", "--json", "-c", settings).exits(0).json();
    assertThat(json.findValuesAsText("served")).containsExactly("false", "true");
    assertThat(json.at("/1/generation").asInt()).isEqualTo(2);
  }

  @Test
  void generationsList_ofADamagedStore_exitsWith3AndSaysWhere() throws Exception {
    Cli.run("pull", "-c", upstream.settings()).exits(0);
    Path current = Files.writeString(folder.resolve("data/CURRENT"), "garbage");

    assertThat(Cli.run("generations", "list", "-c", upstream.settings()).exits(3).err().lines())
        .singleElement()
        .asString()
        .startsWith("livemirror: " + current + ": found 'garbage'");
  }
}
