package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.app.config.Config;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.space.Collector;
import org.livemirror.core.space.Retention;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.file.FileContentStore;

/** {@code gc}, and what pulls delete by themselves. */
final class GcCommandTest {
  private static final String LITTLE = "\nretention: {generations: 1, age: 0s}\n";

  @TempDir private Path folder;

  private static void append(Path settings, String more) throws IOException {
    Files.writeString(settings, Files.readString(settings) + more);
  }

  /** A pull so many days ago. */
  private static void pull(Path settings, int daysAgo) throws Exception {
    Clock then = Clock.offset(Clock.systemUTC(), Duration.ofDays(-daysAgo));
    Config config = Config.load(Optional.of(settings), Map.of());
    try (Mirror mirror = Mirror.open(config, then)) {
      var unused = mirror.pull(config.sources().get(0));
    }
  }

  private long storedBytes() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith("LOCK"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  @Test
  void gc_ofAnOldGeneration_saysWhatGoes_andGivesItBack() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    append(settings, "\nretention: {generations: 1, age: 0s, automatic: false, unfinished: 0s}\n");
    pull(settings, 30);
    upstream.publishNewRules();
    pull(settings, 20);
    long before = storedBytes();

    Cli.Ran dry = Cli.run("gc", "--dry-run", "-c", settings).exits(0);
    assertThat(dry.lines().get(0)).isEqualTo("would delete generation 1");
    assertThat(dry.lines().get(1))
        .matches("would delete 1 generations and \\d+ blobs, .*B; .*B would be free again");
    assertThat(storedBytes()).isEqualTo(before);

    JsonNode json = Cli.run("gc", "--json", "-c", settings).exits(0).json();
    assertThat(json.at("/generations")).hasToString("[1]");
    assertThat(json.at("/freedBytes").asLong()).isPositive();
    assertThat(before - storedBytes()).isGreaterThanOrEqualTo(json.at("/freedBytes").asLong());
    assertThat(Cli.run("generations", "list", "-c", settings).exits(0).lines()).hasSize(1);
    assertThat(Cli.run("gc", "-c", settings).exits(0).lines().get(0))
        .isEqualTo("deleted 0 generations and 0 blobs, 0 B; 0 B are free again");
  }

  @Test
  void pull_collectsByItself_unlessThatIsSwitchedOff() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    append(settings, LITTLE);
    pull(settings, 30);
    upstream.publishNewRules();
    pull(settings, 20);

    Cli.run("pull", "-c", settings).exits(0);

    assertThat(Cli.run("generations", "list", "-c", settings).exits(0).lines())
        .singleElement()
        .asString()
        .contains(" 2 ");
  }

  @Test
  void gc_ofWhatARefusedPullLeft_needsAll() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    Upstream.flipByte(upstream.content().resolve(Upstream.RULES_PACKAGE));
    Cli.run("pull", "-c", settings).exits(1);
    long left = storedBytes();
    assertThat(left).isPositive();

    Cli.run("gc", "-c", settings).exits(0);
    assertThat(storedBytes()).isEqualTo(left);
    JsonNode json = Cli.run("gc", "--all", "--json", "-c", settings).exits(0).json();
    assertThat(json.at("/freedBytes").asLong()).isEqualTo(left);
    assertThat(storedBytes()).isZero();
  }

  @Test
  void gc_ofADamagedStore_exitsWith3_butAPullOfItIsDone() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    pull(settings, 3);
    upstream.publishNewRules();
    pull(settings, 2);
    Files.writeString(folder.resolve("data/generations/000001/manifest.json"), "{}");
    long before = storedBytes();

    assertThat(Cli.run("gc", "-c", settings).exits(3).err().lines())
        .singleElement()
        .asString()
        .startsWith("livemirror: nothing was deleted, ")
        .contains("000001");
    assertThat(storedBytes()).isEqualTo(before);
    Cli.run("pull", "-c", settings).exits(0);
  }

  @Test
  void pull_beyondTheQuota_exitsWith3AndSaysWhatToDo() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path settings = upstream.settings();
    append(settings, "\nstore: {quota: 30KB}\n");

    assertThat(Cli.run("pull", "-c", settings).exits(3).err().lines())
        .singleElement()
        .asString()
        .startsWith("livemirror: source up: no room for ")
        .contains("store.quota is 30.0 KB");
  }

  @Test
  void import_withLink_sharesPackages() throws Exception {
    Upstream upstream = Upstream.in(folder);
    Path rules = upstream.content().resolve(Upstream.RULES_PACKAGE);
    Cli.run("import", "--link", upstream.content(), "-c", upstream.settings()).exits(0);
    assertThat(Files.getAttribute(rules, "unix:nlink")).isEqualTo(2);
  }

  @Test
  void download_underWay_ofAPackageThatIsDeleted_isFinished() throws Exception {
    Upstream upstream = Upstream.in(folder, 20_000_000);
    Path settings = upstream.settings();
    append(settings, "\npublish: {grace: 0s}\n");
    Path whole = upstream.content().resolve(Upstream.RULES_PACKAGE);
    String expected = Trees.sha256(whole);
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

      upstream.publishNewRules();
      Cli.run("pull", "-c", settings).exits(0);
      // One more publish, as a dropped package goes with the first one after its grace.
      Files.writeString(
          settings, Files.readString(settings).replaceAll("(?m)^ *- .product: Own Def.*$", ""));
      Cli.run("pull", "-c", settings).exits(0);
      Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
      try (FileContentStore store = FileContentStore.open(folder.resolve("data"), later)) {
        Retention little = new Retention(1, Duration.ZERO, Duration.ZERO);
        Collector collector = new Collector(store, little, later, MirrorEvents.NONE);
        assertThat(collector.collect(Collector.Unfinished.DROP).freedBytes())
            .isGreaterThan(20_000_000);
      }
      assertThat(Trees.digests(folder.resolve("data/blobs"))).doesNotContainValue(expected);

      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        assertThat(header).contains(": ");
      }
      Path got = Files.write(folder.resolve("got"), in.readNBytes((int) Files.size(whole)));
      assertThat(Trees.sha256(got)).isEqualTo(expected);
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

  /** As many blobs that are needed as are not; what is measured with more is in the decision. */
  @Test
  void gc_ofManyBlobs_needsLittleMemory() throws Exception {
    int count = 20_000;
    Path data = folder.resolve("data");
    List<Entry> entries = new ArrayList<>();
    try (FileContentStore store = FileContentStore.open(data, Clock.systemUTC());
        PublisherLock lock = store.generations().lockPublisher()) {
      for (int i = 0; i < 2 * count; i++) {
        Sha256 blob = new Sha256((long) (i % 64) << 56, i, 0, 0);
        String hex = blob.toString();
        Path parent = data.resolve("blobs/sha256").resolve(hex.substring(0, 2)).resolve("00");
        if (i < 64) {
          Files.createDirectories(parent);
        }
        Files.createFile(parent.resolve(hex));
        if (i < count) {
          entries.add(
              new Entry(
                  ContentPath.of("1314253617package" + i + ".zip"),
                  blob,
                  0,
                  Instant.EPOCH,
                  Entry.Kind.PACKAGE));
        }
      }
      var unused =
          store
              .generations()
              .publish(lock, Channel.PRODUCTION, "many", Optional.empty(), entries, Map.of());
    }
    Path settings = Files.writeString(folder.resolve("many.yaml"), "data: ./data\n");

    try (RunningApp gc =
        RunningApp.start(folder, List.of("-Xmx32m"), "gc", "--all", "--json", "-c", settings)) {
      assertThat(gc.exitStatus()).as(gc.err()).isEqualTo(0);
      assertThat(gc.out()).contains("\"blobs\" : " + count + ",");
    }
  }
}
