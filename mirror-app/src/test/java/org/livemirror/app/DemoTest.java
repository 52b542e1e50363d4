package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code demo} as a process, met with the tools that administrators have. */
final class DemoTest {
  private static final String FULL = "1314253617jtun_nav2k8enncur25.m25";
  private static final String HUB = "1313715088jtun_nav2k8enn04m25.m25";
  private static final String DELTA = "1314282430jtun_nav2k8en110824050.m25";

  @TempDir private static @Nullable Path demoFolder;
  private static @Nullable RunningApp running;

  @TempDir private @Nullable Path scratch;

  @BeforeAll
  static void start() throws IOException {
    running =
        RunningApp.start(
            folder(),
            "demo",
            "--dir",
            folder().resolve("demo"),
            "--http-port",
            0,
            "--ftp-port",
            0,
            "--admin-port",
            0,
            "--scale",
            0.005);
    assertThat(running.readyLine()).isNotEmpty();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    try (RunningApp app = demo()) {
      app.terminate();
      assertThat(app.exitStatus()).as(app.err()).isEqualTo(0);
    }
  }

  private static Path folder() {
    assertThat(demoFolder).isNotNull();
    return demoFolder;
  }

  private static RunningApp demo() {
    assertThat(running).isNotNull();
    return running;
  }

  private Path scratch() {
    assertThat(scratch).isNotNull();
    return scratch;
  }

  private static Path upstream() {
    return folder().resolve("demo/upstream");
  }

  private static boolean isDropped(String name) {
    return name.startsWith("1314253617jtun_nav2k8en1108");
  }

  /** The upstream's files without the older day's deltas, which no mini-TRI names any more. */
  private static SortedMap<String, String> offered() throws IOException {
    SortedMap<String, String> files = Trees.digests(upstream());
    assertThat(files.keySet().stream().filter(DemoTest::isDropped)).hasSize(10);
    files.keySet().removeIf(DemoTest::isDropped);
    return files;
  }

  /** Where a file is, on a plane. */
  private static String url(String plane, String path) {
    return demo().url(plane) + path;
  }

  @Test
  void demo_onFreePorts_printsTheReadyLineAndWhatToTry() {
    assertThat(demo().readyLine())
        .matches(
            "ready http=http://127\\.0\\.0\\.1:\\d+/ ftp=ftp://127\\.0\\.0\\.1:\\d+/"
                + " admin=http://127\\.0\\.0\\.1:\\d+/");
    assertThat(demo().out()).contains("try:\n  curl -O ");
  }

  @Test
  void tree_mirroredByLftpOverFtp_isTheUpstreamAndVerifies() throws Exception {
    Tools.need("lftp", "openssl");
    lftp("open " + url("ftp", "opt/content/onramp/") + "; mirror . mirrored");

    assertTree(scratch().resolve("mirrored"));
  }

  @Test
  void tree_mirroredByLftpOverHttp_isTheUpstream() throws Exception {
    Tools.need("lftp");
    lftp("open " + url("http", "clu-prod/") + "; mirror . mirrored");

    assertThat(Trees.digests(scratch().resolve("mirrored"))).isEqualTo(offered());
  }

  private void lftp(String commands) throws Exception {
    String printed =
        Tools.run(
            scratch(),
            "lftp",
            "--norc",
            "-c",
            "set cmd:fail-exit yes; set net:max-retries 2; " + commands);
    assertThat(printed).isEmpty();
  }

  @Test
  void tree_takenByWgetOverHttp_isTheUpstreamAndVerifies() throws Exception {
    Tools.need("wget", "openssl");
    wget(url("http", "clu-prod/"));

    assertTree(scratch().resolve("clu-prod"));
  }

  @Test
  void tree_takenByWgetOverFtp_isTheUpstream() throws Exception {
    Tools.need("wget");
    wget(url("ftp", "clu-prod/"));

    assertThat(Trees.digests(scratch().resolve("clu-prod"))).isEqualTo(offered());
  }

  private void wget(String url) throws Exception {
    String unused =
        Tools.run(
            scratch(),
            "wget",
            "--no-config",
            "--no-proxy",
            "--tries=2",
            "-r",
            "-np",
            "-nH",
            "-nv",
            "-e",
            "robots=off",
            "-R",
            "index.html*",
            url);
  }

  /** The bytes of the upstream, and every guard and signature good on them. */
  private void assertTree(Path tree) throws Exception {
    assertThat(Trees.digests(tree)).isEqualTo(offered());
    Path root = folder().resolve("demo/root.pem");
    Set<String> packages = new HashSet<>();
    Set<String> vouchedFor = new HashSet<>();
    int miniTris = 0;
    for (Path file : Trees.files(tree)) {
      String name = String.valueOf(file.getFileName());
      if (name.equals("minitri.flg")) {
        assertThat(file).hasBinaryContent(new byte[] {0x20});
      } else {
        Set<String> neighbours = new SignedArchive(file, root).verify(scratch());
        if (name.endsWith("_livetri.zip")) {
          miniTris++;
          vouchedFor.addAll(neighbours);
        } else {
          assertThat(neighbours).as(name).isEmpty();
          packages.add(name);
        }
      }
    }
    assertThat(miniTris).as("CurDefs, twelve months and eleven other products").isEqualTo(24);
    assertThat(packages).contains(FULL, HUB, DELTA).isEqualTo(vouchedFor);
  }

  @Test
  void check_ofThisTest_findsAFlippedByte() throws Exception {
    Tools.need("openssl");
    Path root = folder().resolve("demo/root.pem");
    Path copy = Files.copy(upstream().resolve(DELTA), scratch().resolve(DELTA));
    assertThat(new SignedArchive(copy, root).verify(scratch())).isEmpty();

    Upstream.flipByte(copy);

    assertThatThrownBy(() -> new SignedArchive(copy, root).verify(scratch())).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "ftp"})
  void package_thatWasDropped_isStillServedToClientsUnderWay(String plane) throws Exception {
    Tools.need("curl");
    String name = "1314253617jtun_nav2k8en110823051.m25";

    assertThat(curl("-O", url(plane, name))).isEmpty();

    assertThat(Trees.sha256(scratch().resolve(name)))
        .isEqualTo(Trees.sha256(upstream().resolve(name)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "ftp"})
  void curl_ofARange_getsThoseBytes(String plane) throws Exception {
    Tools.need("curl");
    byte[] whole = Files.readAllBytes(upstream().resolve(FULL));

    assertThat(curl("-r", "1000-70999", "-o", "middle", url(plane, FULL))).isEmpty();
    assertThat(curl("-r", whole.length - 10 + "-", "-o", "end", url(plane, FULL))).isEmpty();

    assertThat(scratch().resolve("middle"))
        .hasBinaryContent(Arrays.copyOfRange(whole, 1000, 71_000));
    assertThat(scratch().resolve("end"))
        .hasBinaryContent(Arrays.copyOfRange(whole, whole.length - 10, whole.length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "ftp"})
  void curl_andWget_resumeWhatWasBrokenOff(String plane) throws Exception {
    Tools.need("curl", "wget");
    byte[] whole = Files.readAllBytes(upstream().resolve(HUB));
    Path file = scratch().resolve(HUB);

    Files.write(file, Arrays.copyOf(whole, 123_457));
    assertThat(curl("-C", "-", "-O", url(plane, HUB))).isEmpty();
    assertThat(file).hasBinaryContent(whole);

    Files.write(file, Arrays.copyOf(whole, 234_567));
    String unused =
        Tools.run(scratch(), "wget", "--no-config", "--no-proxy", "-c", "-nv", url(plane, HUB));
    assertThat(file).hasBinaryContent(whole);
  }

  private String curl(String... args) throws Exception {
    String[] command = new String[args.length + 6];
    String[] first = {"curl", "-q", "-sS", "--fail", "--noproxy", "*"};
    System.arraycopy(first, 0, command, 0, first.length);
    System.arraycopy(args, 0, command, first.length, args.length);
    return Tools.run(scratch(), command);
  }

  /** The two sessions of the log in seed 000. */
  @Test
  void plan_ofTheLogsInventories_isWhatTheLogFetched() throws Exception {
    Tools.need("curl");

    assertThat(
            plan(
                entry("MicroDefsB.CurDefs", "CurDefs", 110418018),
                entry("MicroDefsB.Apr", "HubDefs", 110418018)))
        .containsExactly(FULL, HUB);
    assertThat(plan(entry("MicroDefsB.CurDefs", "CurDefs", 110824050))).containsExactly(DELTA);
  }

  private static String entry(String version, String sequence, long revision) {
    return """
    {"product": "SESC Virus Definitions Win32 v11", "version": "%s",
     "language": "SymAllLanguages", "sequences": {"%s": %d}}
    """
        .formatted(version, sequence, revision);
  }

  private Iterable<String> plan(String... products) throws Exception {
    Path inventory =
        Files.writeString(
            scratch().resolve("inventory.json"),
            "{\"client\": \"pc-17\", \"products\": [" + String.join(",", products) + "]}");
    JsonNode plan =
        new ObjectMapper()
            .readTree(
                curl(
                    "-H",
                    "Content-Type: application/json",
                    "--data-binary",
                    "@" + inventory,
                    url("http", "api/v1/plan")));
    assertThat(plan.at("/products")).hasSize(products.length);
    long bytes = 0;
    for (JsonNode step : plan.findParents("file")) {
      Path file = upstream().resolve(step.get("file").asText());
      assertThat(step.get("sha256").asText()).isEqualTo(Trees.sha256(file));
      assertThat(step.get("bytes").asLong()).isEqualTo(Files.size(file));
      bytes += Files.size(file);
    }
    assertThat(plan.at("/totalBytes").asLong()).isEqualTo(bytes);
    return plan.findValuesAsText("file");
  }

  @Test
  void settings_ofTheDemo_workWithOtherCommands() {
    Path settings = folder().resolve("demo/livemirror.yaml");

    assertThat(Cli.run("generations", "list", "-c", settings).exits(0).lines()).hasSize(2);
    assertThat(Cli.run("pull", "-c", settings).exits(0).out()).startsWith("demo-upstream: nothing");
    assertThat(
            Cli.run(
                    "plan",
                    "--json",
                    "--server",
                    URI.create(url("http", "")),
                    "--inventory",
                    folder().resolve("demo/inventory.json"))
                .exits(0)
                .json()
                .findValuesAsText("file"))
        .containsExactly(FULL, HUB);
  }

  @Test
  void once_inThisProcess_passesAllChecks() {
    Path dir = scratch().resolve("once");

    assertThat(Cli.run("demo", "--once", "--dir", dir, "--scale", 0.001).exits(0).lines())
        .contains("mirror: still serving generation 2")
        .last()
        .isEqualTo("demo: all checks passed");
    assertThat(dir.resolve("clients/second-FTP").resolve(DELTA)).isRegularFile();
  }

  @Test
  void folder_thatHoldsOtherFiles_isLeftAlone() throws Exception {
    Path data = Files.createDirectories(scratch().resolve("mine/data"));
    Files.writeString(data.resolve("precious"), "x");

    assertThat(Cli.run("demo", "--once", "--dir", scratch().resolve("mine")).exits(3).err())
        .contains("found files that are not a demo's (expected an empty folder");
    assertThat(data.resolve("precious")).hasContent("x");
  }
}
