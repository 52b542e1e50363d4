package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.trust.Certificates;
import org.livemirror.store.BlobSink;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.FakeUpstream;
import org.livemirror.testkit.Fault;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.StoreAudit;

/**
 * Starts a command as a process, kills it, looks at what it left, and finishes the work with the
 * same command.
 *
 * <p>A moment is so many changes of the data folder, or of bytes that the upstream sent: such steps
 * come at each kind of work, where a clock would mostly meet the start of the JVM.
 */
final class KillRounds implements AutoCloseable {
  private static final List<ProductId> PRODUCTS =
      List.of(
          Forge.CUR_DEFS,
          new ProductId("Decomposer", "1.0.0", "SymAllLanguages"),
          new ProductId("Own Rules", "1.0", "SymAllLanguages"));

  private static final Path SCRIPT = Path.of("../docs/check-generation.sh").toAbsolutePath();

  private final Path folder;
  private final Map<Integer, FakeUpstream> upstreams = new HashMap<>();
  private final Map<String, String> packages = new HashMap<>();
  private final Map<Operation, Clean> cleans = new EnumMap<>(Operation.class);
  private int round;

  /** What is killed. */
  enum Operation {
    IMPORT,
    PULL,
    CHANGE,
    ROLLBACK,
    GC;

    boolean fetches() {
      return this == PULL || this == CHANGE;
    }
  }

  /** How a round went: whether the process died by our hand, and whether it had switched. */
  record Round(boolean wasKilled, boolean isDone) {}

  /** A run that nobody kills. */
  private record Clean(
      Map<String, String> before,
      Map<String, String> after,
      String releases,
      int generations,
      Watch seen) {}

  /** What was seen of a process: changes of its data, and bytes sent to it. */
  private record Watch(int changes, long bytes) {}

  KillRounds(Path folder) throws Exception {
    this.folder = folder;
    Files.writeString(
        folder.resolve("root.pem"), Certificates.pem(Forge.standard().chain().root()));
    for (int day = 1; day <= 2; day++) {
      Path content = Files.createDirectory(folder.resolve("day" + day));
      for (ProductId product : PRODUCTS) {
        offer(content, product, day);
      }
      FakeUpstream upstream = FakeUpstream.serve(content);
      for (Path file : Trees.files(content)) {
        upstream.always(file.getFileName().toString(), Fault.pace(Duration.ofMillis(2)));
      }
      upstreams.put(day, upstream);
    }
  }

  private void offer(Path content, ProductId product, int day) throws Exception {
    int which = PRODUCTS.indexOf(product);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 4; i++) {
      int of = i < 2 ? 1 : day; // two stay, two are new on the second day
      byte[] random = new byte[i == 3 ? 600_000 : 3_000 + 20_000 * i];
      new Random(which * 100 + i * 10 + of).nextBytes(random);
      String name = 1_314_253_600 + of + "p" + which + "_" + i + ".m25";
      byte[] bytes = Forge.standard().pack("data.bin", random);
      // The wrapping differs each time it is made; the name must not change its bytes.
      Path kept = folder.resolve(name);
      if (Files.exists(kept)) {
        bytes = Files.readAllBytes(kept);
      }
      Files.write(kept, bytes);
      Files.write(content.resolve(name), bytes);
      packages.put(name, Trees.sha256(kept));
      files.put(name, bytes);
    }
    Files.write(
        content.resolve(product.miniTriName().fileName()),
        Forge.standard().miniTri("CurDefs", 110825000 + day, files));
  }

  /** Those that this program has. */
  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>(List.of(Operation.values()));
    if (!Cli.run("generations", "--help").out().contains("rollback")) {
      operations.remove(Operation.ROLLBACK);
    }
    if (!Cli.run("--help").out().contains("\n  gc ")) {
      operations.remove(Operation.GC);
    }
    return operations;
  }

  /** One kill at a moment by chance, and all that has to hold then. */
  Round run(Operation operation, Random random) throws Exception {
    Clean clean = cleans.get(operation);
    if (clean == null) {
      clean = clean(operation);
      cleans.put(operation, clean);
    }
    Path data = prepared(operation);
    boolean byBytes = operation.fetches() && random.nextBoolean();
    Watch until =
        byBytes
            ? new Watch(Integer.MAX_VALUE, random.nextLong(clean.seen().bytes()))
            : new Watch(random.nextInt(clean.seen().changes() + 1), Long.MAX_VALUE);
    RunningApp app = RunningApp.start(folder, arguments(operation, data));
    watch(app, operation, data, until);
    boolean wasKilled = app.isAlive();
    app.close();
    String where = "%s of %s, killed at %s".formatted(data.getFileName(), operation, until);

    StoreAudit left = StoreAudit.of(data);
    assertThat(left.problems()).as(where).isEmpty();
    Map<String, String> served = left.served("CURRENT");
    assertThat(served).as(where).isIn(clean.before(), clean.after());
    finish(operation, data, left.blobs(), where);

    StoreAudit after = StoreAudit.of(data);
    assertThat(after.problems()).as(where).isEmpty();
    assertThat(after.served("CURRENT")).as(where).isEqualTo(clean.after());
    assertThat(after.incoming()).as(where).isEmpty();
    assertThat(data.resolve("releases.json")).as(where).hasContent(clean.releases());
    // A manifest that no pointer came to name is a generation too many, and whole.
    assertThat(after.generations().size() - clean.generations()).as(where).isBetween(0, 1);
    if (Tools.has("jq")) {
      String unused = Tools.run(folder, SCRIPT.toString(), data.toString());
    }
    delete(data);
    return new Round(wasKilled, !served.equals(clean.before()));
  }

  /** Does the work to its end; what was put into the store before is not fetched again. */
  private void finish(Operation operation, Path data, Set<String> blobs, String where)
      throws IOException {
    int day = operation == Operation.PULL ? 1 : 2;
    FakeUpstream upstream = upstream(day);
    upstream.forget();
    Cli.Ran unused = Cli.run(arguments(operation, data)).exits(0);
    for (FakeUpstream.Request request : upstream.requests()) {
      String sha256 = packages.getOrDefault(request.path(), "");
      assertThat(blobs)
          .as("%s: %s is asked for again", where, request.path())
          .doesNotContain(sha256);
    }
  }

  private FakeUpstream upstream(int day) {
    return upstreams.getOrDefault(day, upstreams.values().iterator().next());
  }

  private Clean clean(Operation operation) throws Exception {
    Path data = prepared(operation);
    StoreAudit before = StoreAudit.of(data);
    Watch seen;
    try (RunningApp app = RunningApp.start(folder, arguments(operation, data))) {
      seen = watch(app, operation, data, new Watch(Integer.MAX_VALUE, Long.MAX_VALUE));
      assertThat(app.exitStatus()).as(app.out() + app.err()).isZero();
    }
    StoreAudit after = StoreAudit.of(data);
    assertThat(after.problems()).isEmpty();
    String releases = Files.readString(data.resolve("releases.json"));
    delete(data);
    return new Clean(
        before.served("CURRENT"),
        after.served("CURRENT"),
        releases,
        after.generations().size(),
        seen);
  }

  /** A data folder as it is before an operation. */
  private Path prepared(Operation operation) throws IOException {
    Path data = Files.createDirectory(folder.resolve("data" + round++));
    Cli.Ran unused;
    if (operation == Operation.CHANGE || operation == Operation.ROLLBACK) {
      unused = Cli.run("pull", "-c", settings(data, 1)).exits(0);
    }
    if (operation == Operation.ROLLBACK || operation == Operation.GC) {
      unused = Cli.run("pull", "-c", settings(data, 2)).exits(0);
    }
    if (operation == Operation.GC) {
      addOrphans(data);
    }
    upstreams.values().forEach(FakeUpstream::forget);
    return data;
  }

  private static void addOrphans(Path data) throws IOException {
    try (FileContentStore store = FileContentStore.open(data, Clock.systemUTC());
        var lock = store.generations().lockPublisher()) {
      for (int i = 0; i < 40; i++) {
        try (BlobSink sink = store.blobs().newSink()) {
          sink.write(new byte[1000 + i]);
          try (StagedBlob staged = sink.finish()) {
            var unused = staged.commit();
          }
        }
      }
    }
  }

  private Object[] arguments(Operation operation, Path data) throws IOException {
    Path settings = settings(data, operation == Operation.PULL ? 1 : 2);
    return switch (operation) {
      case IMPORT -> new Object[] {"import", "-c", settings, folder.resolve("day2")};
      case PULL, CHANGE -> new Object[] {"pull", "-c", settings};
      case ROLLBACK -> new Object[] {"generations", "rollback", "-c", settings, "1"};
      case GC -> new Object[] {"gc", "--all", "-c", settings};
    };
  }

  private Path settings(Path data, int day) throws IOException {
    StringBuilder products = new StringBuilder();
    for (ProductId product : PRODUCTS) {
      products.append(
          "      - {product: %s, version: \"%s\", language: %s}%n"
              .formatted(product.product(), product.version(), product.language()));
    }
    return Files.writeString(
        folder.resolve(data.getFileName() + ".yaml"),
        """
        data: ./%s
        trust: {anchors: [root.pem], vendor: [], staleAfter: 36500d}
        sources:
          - name: up
            url: %s
            products:
        %s"""
            .formatted(data.getFileName(), upstream(day).url(), products));
  }

  /** Watches a process until it has ended or has come to a moment. */
  private Watch watch(RunningApp app, Operation operation, Path data, Watch until)
      throws IOException {
    FakeUpstream upstream = upstream(operation == Operation.PULL ? 1 : 2);
    Map<String, String> last = look(data);
    int changes = 0;
    while (app.isAlive() && changes < until.changes() && sent(upstream) <= until.bytes()) {
      Map<String, String> now = look(data);
      if (!now.equals(last)) {
        changes++;
        last = now;
      }
    }
    return new Watch(changes, sent(upstream));
  }

  private long sent(FakeUpstream upstream) {
    return packages.keySet().stream().mapToLong(upstream::bytesSent).sum();
  }

  /** All names, with what tells a change. */
  private static Map<String, String> look(Path data) throws IOException {
    Map<String, String> seen = new TreeMap<>();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        seen.put(file.toString(), data.equals(file.getParent()) ? time(file) : "");
      }
    } catch (IOException | UncheckedIOException e) {
      return seen; // something went while this looked: a change as well
    }
    return seen;
  }

  private static String time(Path file) throws IOException {
    try {
      return Files.isDirectory(file) ? "" : Files.getLastModifiedTime(file).toString();
    } catch (NoSuchFileException e) {
      return "gone";
    }
  }

  private static void delete(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (FakeUpstream upstream : upstreams.values()) {
      upstream.close();
    }
  }
}
