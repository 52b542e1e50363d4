package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.file.FileContentStore;

/** {@code generations}: what the operator sees of the history, and decides about it. */
final class GenerationsCommandTest {
  private static final String RULES = Upstream.RULES.miniTriName().fileName();
  private static final String NEW_PACKAGE = "1314253617rules8.zip";

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private Upstream upstream = new Upstream(Path.of("/"));
  private Path settings = Path.of("/");

  @BeforeEach
  void pullTheFirst() throws Exception {
    upstream = Upstream.in(folder);
    settings = upstream.settings();
    Cli.run("pull", "-c", settings).exits(0);
  }

  private Cli.Ran generations(Object... args) {
    Object[] all = new Object[args.length + 3];
    all[0] = "generations";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "-c";
    all[args.length + 2] = settings;
    return Cli.run(all);
  }

  private Cli.Ran pull() {
    return Cli.run("pull", "-c", settings).exits(0);
  }

  /** From now on what the source brings must be tested. */
  private void mustTest(String more) throws IOException {
    String text = Files.readString(settings);
    Files.writeString(
        settings, text.replace("  - name: up\n", "  - name: up\n    mustTest: true\n") + more);
  }

  @Test
  void list_tellsLabelsAndWhatIsTested_andHold() throws Exception {
    generations("label", 1, "before the holidays").exits(0);
    generations("hold").exits(0);
    upstream.publishNewRules();
    assertThat(pull().out())
        .startsWith("up: published generation 2 to testing (switching is held)");

    assertThat(generations("list").exits(0).lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("\\*      1  .*  pull up  \\[before the holidays]"),
            line -> assertThat(line).matches("t      2  .*  pull up"),
            line -> assertThat(line).startsWith("switching   held since "));
    JsonNode list = generations("list", "--json").exits(0).json();
    assertThat(list.findValuesAsText("served")).containsExactly("true", "false");
    assertThat(list.findValuesAsText("tested")).containsExactly("false", "true");
    assertThat(list.at("/0/label").asText()).isEqualTo("before the holidays");

    JsonNode released = generations("release", "--json").exits(0).json();
    assertThat(released.get("heldSince").isNull()).isTrue();
    assertThat(released.get("testing").asInt()).isEqualTo(2);
    assertThat(generations("promote").exits(0).out()).contains("production serves generation 2");
    assertThat(generations("promote", "--json").exits(0).json().get("promoted").isNull()).isTrue();
    generations("label", 1, "").exits(0);
    assertThat(generations("list").exits(0).lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("       1  .*  pull up"),
            line -> assertThat(line).matches("\\*      2  .*  pull up"));
    JsonNode state = generations("state", "--json").exits(0).json();
    assertThat(state.get("production").asInt()).isEqualTo(2);
    assertThat(state.get("testing").isNull()).isTrue();
  }

  @Test
  void importForTesting_leavesProduction_untilItIsPromoted() throws Exception {
    upstream.publishNewRules();
    assertThat(Cli.run("import", "--test", upstream.content(), "-c", settings).exits(0).out())
        .startsWith("import: published generation 2 to testing");
    JsonNode state = generations("state", "--json").exits(0).json();
    assertThat(state.get("production").asInt()).isEqualTo(1);
    assertThat(state.get("testing").asInt()).isEqualTo(2);
    generations("promote").exits(0);
    assertThat(generations("state", "--json").json().get("production").asInt()).isEqualTo(2);
  }

  @Test
  void show_addsUpSourcesAndProducts_andListsFilesWhenAsked() {
    assertThat(generations("show", 1).exits(0).lines())
        .contains("generation  1, served by production", "reason      pull up")
        .anyMatch(line -> line.matches("source      up: 5 files, .*"))
        .anyMatch(line -> line.matches("source      livemirror: 1 files, 1 B"))
        .anyMatch(line -> line.matches("product     Own Rules - 1.0 .*: Update 7; 2 files, .*"))
        .anyMatch(line -> line.matches("product     Own Def.*: CurDefs 110824050; 3 files, .*"))
        .noneMatch(line -> line.startsWith("file"));
    assertThat(generations("show", "--files", 1).exits(0).lines())
        .filteredOn(line -> line.startsWith("file  "))
        .hasSize(6)
        .anyMatch(line -> line.endsWith("  " + Upstream.RULES_PACKAGE));

    JsonNode json = generations("show", 1, "--files", "--json").exits(0).json();
    assertThat(json.get("files").asInt()).isEqualTo(6);
    assertThat(json.at("/products/1/revisions/Update").asLong()).isEqualTo(7);
    assertThat(json.get("entries")).hasSize(6);
    long sum = 0;
    for (JsonNode entry : json.get("entries")) {
      sum += entry.get("bytes").asLong();
    }
    assertThat(json.get("bytes").asLong()).isEqualTo(sum);
  }

  @Test
  void diff_tellsFilesSizesAndRevisions() throws Exception {
    upstream.publishNewRules();
    pull();

    assertThat(generations("diff", 1, 2).exits(0).lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("catalog  " + RULES + ": Update 7 -> 8"),
            line -> assertThat(line).matches("added    " + NEW_PACKAGE + "  \\d+ bytes"),
            line -> assertThat(line).matches("removed  " + Upstream.RULES_PACKAGE + "  \\d+ bytes"),
            line -> assertThat(line).startsWith("changed  " + RULES + "  "),
            line ->
                assertThat(line)
                    .matches(
                        "1 -> 2: 6 files .* -> 6 files .*; 1 added .*, 1 removed .*, 1 changed"));
    JsonNode back = generations("diff", 2, 1, "--json").exits(0).json();
    assertThat(back.at("/catalogs/0/from/Update").asLong()).isEqualTo(8);
    assertThat(back.at("/catalogs/0/to/Update").asLong()).isEqualTo(7);
    assertThat(back.at("/added/0/path").asText()).isEqualTo(Upstream.RULES_PACKAGE);
    assertThat(back.at("/changed/0/path").asText()).isEqualTo(RULES);
    assertThat(generations("diff", 1, 1).exits(0).lines()).hasSize(1);
  }

  @Test
  void rollback_isNotUndoneByAPull_untilAllowed() throws Exception {
    upstream.publishNewRules();
    pull();

    assertThat(generations("rollback", 1).exits(0).lines())
        .containsExactly(
            "production serves generation 1",
            "does not come back by itself: " + RULES,
            "something newer is taken; `generations allow` lets the same come again");
    assertThat(pull().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("not taken " + RULES + ": it was rolled back"),
            line ->
                assertThat(line).contains("nothing new", "1 not taken as they were rolled back"));
    assertThat(
            Cli.run("pull", "--json", "-c", settings)
                .exits(0)
                .json()
                .at("/0/rolledBack/0")
                .asText())
        .isEqualTo(RULES);
    assertThat(generations("list").exits(0).lines()).last().asString().contains(RULES);

    assertThat(generations("allow", "other.zip").exits(2).err()).contains("other.zip", RULES);
    assertThat(generations("allow", RULES.toUpperCase(java.util.Locale.ROOT)).exits(0).out())
        .contains("comes with the next pull");
    assertThat(generations("allow").exits(0).out()).contains("nothing was rolled back");
    assertThat(pull().out()).startsWith("up: published generation 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"show 9", "diff 1 9", "diff 9 1", "rollback 9", "label 9 x", "rollback 0"})
  void generationThatIsNotThere_exitsWith2AndSaysWhatThereIs(String line) throws Exception {
    Object[] args = line.split(" ", -1);
    assertThat(generations(args).exits(2).err().lines())
        .singleElement()
        .asString()
        .contains(": found none of that number (expected one of `generations list`, from 1 to 1)");
    assertThat(generations("list").exits(0).lines()).singleElement().asString().startsWith("*");
  }

  @Test
  void label_thatIsNoLine_exitsWith2() {
    generations("label", 1, "a\nb").exits(2);
    generations("label", 1, "x".repeat(201)).exits(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rollback 1", "hold", "release", "promote", "label 1 x"})
  void busyStore_exitsWith3_andLooksAreFree(String line) throws Exception {
    try (FileContentStore store = FileContentStore.open(folder.resolve("data"), Clock.systemUTC());
        PublisherLock lock = store.generations().lockPublisher()) {
      Object[] args = line.split(" ", -1);
      assertThat(generations(args).exits(3).err()).contains("is being published to by process");
      for (String look : new String[] {"list", "state", "show 1", "diff 1 1"}) {
        Object[] free = look.split(" ", -1);
        generations(free).exits(0);
      }
    }
  }

  private int status(URI url) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(20)).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private void awaitServed(URI url, boolean served) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(status(url) == 200).as("%s", url).isEqualTo(served));
  }

  private int run(Object... args) throws Exception {
    try (RunningApp command = RunningApp.start(folder, args)) {
      return command.exitStatus();
    }
  }

  @Test
  void runningServer_followsTestingPromoteAndRollback_ofOtherProcesses() throws Exception {
    mustTest("");
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI production = server.url("http").resolve(NEW_PACKAGE);
      URI testing = server.url("http").resolve("testing/" + NEW_PACKAGE);
      awaitServed(server.url("http").resolve("testing/" + Upstream.RULES_PACKAGE), true);

      upstream.publishNewRules();
      assertThat(run("pull", "-c", settings)).isEqualTo(0);
      awaitServed(testing, true);
      assertThat(status(production)).isEqualTo(404);
      try (InputStream overFtp =
          server.url("ftp").resolve("Testing/" + NEW_PACKAGE).toURL().openStream()) {
        assertThat(overFtp.readAllBytes())
            .isEqualTo(Files.readAllBytes(upstream.content().resolve(NEW_PACKAGE)));
      }

      assertThat(run("generations", "promote", "-c", settings)).isEqualTo(0);
      awaitServed(production, true);

      assertThat(run("generations", "rollback", 1, "-c", settings)).isEqualTo(0);
      awaitServed(production, false);
      awaitServed(testing, false);
      assertThat(server.err()).contains("serving generation 2 ").contains("in testing");
    }
  }

  @Test
  void runningServer_promotesWhatIsTestedLongEnough() throws Exception {
    mustTest("testing: {soak: 1s}\n");
    try (RunningApp server = RunningApp.start(folder, "serve", "-c", settings)) {
      URI production = server.url("http").resolve(NEW_PACKAGE);
      upstream.publishNewRules();
      assertThat(run("pull", "-c", settings)).isEqualTo(0);
      awaitServed(production, true);
      // Who looks for the pointer may see it move before its mover has told of it.
      await().until(() -> server.err().contains("as it was tested long enough"));
    }
  }
}
