package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.core.trust.Certificates;
import org.livemirror.store.Channel;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.attack.AttackSite;
import org.livemirror.testkit.attack.Recipe;

/**
 * The case {@code kill_9_mid_switch}: a real import is killed with SIGKILL as soon as its work has
 * come to some point, and the store is as before it or as after it.
 */
@Timeout(60)
final class KilledImportTest {
  private static final Path RECIPE =
      Path.of("../mirror-testkit/src/test/resources/cases/kill_9_mid_switch/recipe.yaml");

  @TempDir private Path folder;

  /** Points that an import passes, in this order, and what is then to be seen in the data. */
  private enum Point {
    STAGED,
    HISTORY_WRITTEN,
    GENERATION_BEGUN,
    MANIFEST_WRITTEN,
    SWITCHED;

    boolean isPassed(Path data, String historyBefore) throws IOException {
      return switch (this) {
        case STAGED -> !isEmpty(data.resolve("incoming"));
        case HISTORY_WRITTEN -> !Files.readString(data.resolve("state.json")).equals(historyBefore);
        case GENERATION_BEGUN -> Files.exists(data.resolve("generations/000002"));
        case MANIFEST_WRITTEN -> Files.exists(data.resolve("generations/000002/manifest.json"));
        case SWITCHED -> Files.readString(data.resolve("CURRENT")).startsWith("000002");
      };
    }
  }

  static Stream<Point> twiceEach() {
    return Stream.of(Point.values()).flatMap(point -> Stream.of(point, point));
  }

  @ParameterizedTest
  @MethodSource("twiceEach")
  void import_killed_leavesOneOrTheOtherGeneration(Point point) throws Exception {
    Path data = folder.resolve("data");
    Path content = Files.createDirectory(folder.resolve("content"));
    Path settings = folder.resolve("livemirror.yaml");
    Files.writeString(settings, "data: ./data\ntrust: {anchors: [root.pem], vendor: []}\n");
    Files.writeString(
        folder.resolve("root.pem"), Certificates.pem(Forge.standard().chain().root()));
    AttackSite site = new AttackSite(Recipe.read(RECIPE), content);
    site.writeServed();
    Cli.Ran unused = Cli.run("import", "-c", settings, content).exits(0);
    Set<String> before = served(data);
    String history = Files.readString(data.resolve("state.json"));
    site.writeOffered();

    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "import",
                "-c",
                settings.toString(),
                content.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    while (process.isAlive() && !point.isPassed(data, history)) {
      Thread.onSpinWait();
    }
    process.destroyForcibly().waitFor();
    Set<String> left = served(data);
    unused = Cli.run("import", "-c", settings, content).exits(0);

    Set<String> after = served(data);
    assertThat(after).isNotEqualTo(before).containsAll(site.offered());
    assertThat(left).isIn(before, after);
    assertThat(isEmpty(data.resolve("incoming"))).isTrue();
  }

  /** The paths of the generation that CURRENT names, each with all of its bytes. */
  private static Set<String> served(Path data) throws IOException {
    try (FileContentStore store = FileContentStore.open(data, Clock.systemUTC())) {
      var entries = store.generations().current(Channel.PRODUCTION).orElseThrow().entries();
      for (var entry : entries) {
        assertThat(store.blobs().sizeBytes(entry.blob())).hasValue(entry.sizeBytes());
      }
      return entries.stream().map(entry -> entry.path().toString()).collect(Collectors.toSet());
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
