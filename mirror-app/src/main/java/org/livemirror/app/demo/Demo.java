package org.livemirror.app.demo;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.livemirror.app.Mirror;
import org.livemirror.app.PullText;
import org.livemirror.app.Server;
import org.livemirror.app.config.Config;
import org.livemirror.app.config.ConfigException;
import org.livemirror.core.author.Author;
import org.livemirror.core.author.SelfMadeChain;
import org.livemirror.core.author.SigningKey;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.plan.Inventory;
import org.livemirror.core.pull.PullReport;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.trust.Certificates;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.Generation;

/**
 * A mirror of a forged upstream, in one folder: make a key → author the older day → serve it
 * privately → pull → serve → author the newer day → pull again.
 *
 * <pre>
 * upstream/         what the upstream serves
 * root.pem          the root that signed it
 * livemirror.yaml   the mirror's settings: usable with every command
 * data/             the mirror's store
 * inventory.json    what the client of the log has, to plan for
 * clients/          what the demo's own clients fetched
 * </pre>
 */
public final class Demo implements Closeable {
  private static final String ORGANIZATION = "LiveMirror Demo";
  private static final Instant KEY_FROM = Instant.parse("2005-08-24T00:00:00Z");
  private static final Instant KEY_UNTIL = Instant.parse("2045-08-24T00:00:00Z");
  private static final String SOURCE = "demo-upstream";

  /** The antivirus products of the log's client before its first session. */
  private static final String INVENTORY =
      """
      {"client": "demo-client", "products": [
        {"product": "SESC Virus Definitions Win32 v11", "version": "MicroDefsB.CurDefs",
         "language": "SymAllLanguages", "sequences": {"CurDefs": 110418018}},
        {"product": "SESC Virus Definitions Win32 v11", "version": "MicroDefsB.Apr",
         "language": "SymAllLanguages", "sequences": {"HubDefs": 110418018}}
      ]}
      """;

  private final Path folder;
  private final DemoContent content;
  private final Consumer<String> log;
  private final Author author;
  private final SigningKey key;
  private final DemoUpstream upstream;
  private final Mirror mirror;
  private final Server server;

  /** The ports to serve on; 0 for any free one. */
  public record Ports(int http, int ftp) {}

  private Demo(
      Path folder,
      DemoContent content,
      Consumer<String> log,
      Author author,
      SigningKey key,
      DemoUpstream upstream,
      Mirror mirror,
      Server server) {
    this.folder = folder;
    this.content = content;
    this.log = log;
    this.author = author;
    this.key = key;
    this.upstream = upstream;
    this.mirror = mirror;
    this.server = server;
  }

  /**
   * Makes the upstream's older day, pulls it and serves it.
   *
   * @param folder the demo's folder; what an earlier demo left there is replaced
   * @param scale of package sizes; 1 for those of the field
   * @param log takes a line for each thing done
   * @throws IOException also if {@code folder} holds something else than a demo
   */
  public static Demo start(Path folder, Ports ports, double scale, Consumer<String> log)
      throws IOException, ConfigException {
    Path root = folder.toAbsolutePath().normalize();
    clear(root);
    DemoContent content = new DemoContent(scale);
    SigningKey key = SelfMadeChain.create(ORGANIZATION, KEY_FROM, KEY_UNTIL);
    Files.writeString(root.resolve("root.pem"), Certificates.pem(key.root()));
    Files.writeString(root.resolve("inventory.json"), INVENTORY);
    Author author = new Author(key, root.resolve("upstream"));
    int files = author.write(content.older()).size();
    log.accept(
        "upstream: signed %d files of the older day, %d".formatted(files, DemoContent.OLDER));

    DemoUpstream upstream = new DemoUpstream(root.resolve("upstream"));
    Mirror mirror = null;
    Server server = null;
    try {
      Path settings = root.resolve("livemirror.yaml");
      Files.writeString(settings, settings(ports, upstream));
      mirror = Mirror.open(Config.load(Optional.of(settings), Map.of()), Clock.systemUTC());
      server = Server.start(mirror);
      Demo demo = new Demo(root, content, log, author, key, upstream, mirror, server);
      demo.pull();
      return demo;
    } catch (IOException | ConfigException | RuntimeException e) {
      upstream.close();
      if (server != null) {
        server.close();
      }
      if (mirror != null) {
        mirror.close();
      }
      throw e;
    }
  }

  private static String settings(Ports ports, DemoUpstream upstream) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("data: ./data\n");
    yaml.append("http: {bind: 127.0.0.1, port: ").append(ports.http()).append("}\n");
    yaml.append("ftp: {bind: 127.0.0.1, port: ")
        .append(ports.ftp())
        .append(", passivePorts: 0-0}\n");
    yaml.append("trust:\n  anchors: [root.pem]\n");
    yaml.append("sources:\n  - name: ")
        .append(SOURCE)
        .append("\n    url: ")
        .append(upstream.url())
        .append('\n');
    yaml.append("    products:\n");
    yaml.append("      - {product: \"").append(DemoContent.CUR_DEFS.product());
    yaml.append("\", version: \"MicroDefsB.*\", language: SymAllLanguages}\n");
    for (ProductId id : DemoContent.inventory()) {
      if (!id.product().equals(DemoContent.CUR_DEFS.product())) {
        yaml.append("      - {product: \"")
            .append(id.product())
            .append("\", version: \"")
            .append(id.version());
        yaml.append("\", language: ").append(id.language()).append("}\n");
      }
    }
    return yaml.toString();
  }

  /** Removes an earlier demo; refuses to touch a folder that is not one. */
  private static void clear(Path folder) throws IOException {
    Path mark = folder.resolve(".livemirror-demo");
    if (Files.isDirectory(folder) && !Files.exists(mark)) {
      try (var files = Files.list(folder)) {
        if (files.findAny().isPresent()) {
          throw new IOException(
              folder
                  + ": found files that are not a demo's (expected an empty folder or an earlier demo)");
        }
      }
    }
    for (String part : List.of("upstream", "data", "clients")) {
      delete(folder.resolve(part));
    }
    Files.createDirectories(folder);
    Files.writeString(mark, "", StandardCharsets.US_ASCII);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path done, @Nullable IOException e)
              throws IOException {
            Files.delete(done);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The running server. */
  public Server server() {
    return server;
  }

  /** Lets the upstream publish the newer day, and pulls it. */
  public void newerDay() throws IOException, ConfigException {
    int files = author.write(content.newer()).size();
    log.accept(
        "upstream: signed %d files of the newer day, %d".formatted(files, DemoContent.NEWER));
    pull();
  }

  private PullReport pull() throws IOException, ConfigException {
    PullReport report = mirror.pull(mirror.config().sources().get(0));
    if (report.outcome() instanceof Outcome.Refused refused) {
      refused.refusals().forEach(refusal -> log.accept("mirror: refused " + refusal.message()));
    }
    log.accept("mirror: " + PullText.summary(report));
    boolean unused = server.published().refresh();
    return report;
  }

  /**
   * The whole story, checked: a client's first session on the older day and its second on the
   * newer, each over HTTP and over FTP; then a byte is flipped at the upstream, and the pull must
   * be refused with the old generation still served.
   *
   * @throws IOException with what went otherwise
   */
  public void walk() throws IOException, ConfigException, RefusedException {
    Verifier client = new Verifier(TrustPolicy.of(List.of(key.root())), ArchiveLimits.DEFAULT);
    session(
        client,
        "first",
        inventory(DemoContent.INSTALLED),
        List.of("1314253617jtun_nav2k8enncur25.m25", "1313715088jtun_nav2k8enn04m25.m25"));
    newerDay();
    session(
        client,
        "second",
        inventory(DemoContent.OLDER),
        List.of("1314282430jtun_nav2k8en110824050.m25"));
    refuseTampering();
    session(
        client,
        "third",
        inventory(DemoContent.OLDER),
        List.of("1314282430jtun_nav2k8en110824050.m25"));
  }

  private static Inventory inventory(long curDefs) {
    List<Inventory.Product> products = new ArrayList<>();
    for (ProductId id : DemoContent.inventory()) {
      if (id.equals(DemoContent.CUR_DEFS)) {
        products.add(new Inventory.Product(id, Map.of("CurDefs", curDefs)));
      } else if (id.equals(DemoContent.APRIL_HUB)) {
        long hub = curDefs == DemoContent.INSTALLED ? DemoContent.INSTALLED : DemoContent.HUB;
        products.add(new Inventory.Product(id, Map.of("HubDefs", hub)));
      } else {
        products.add(
            new Inventory.Product(
                id, Map.of("CurDefs", DemoContent.OLDER, "Update", DemoContent.OLDER)));
      }
    }
    return new Inventory("demo-client", products);
  }

  private void session(Verifier client, String name, Inventory inventory, List<String> expected)
      throws IOException, RefusedException {
    List<Transport> transports = new ArrayList<>();
    if (server.httpUrl().isPresent()) {
      transports.add(new HttpTransport(server.httpUrl().get()));
    }
    if (server.ftpUrl().isPresent()) {
      transports.add(new FtpTransport(server.ftpUrl().get()));
    }
    for (Transport transport : transports) {
      try (transport) {
        Path kept = folder.resolve("clients").resolve(name + "-" + transport.name());
        log.accept("client: " + name + " session over " + transport.name());
        List<String> fetched =
            new ClientSession(transport, client, kept, line -> log.accept("client:   " + line))
                .run(inventory);
        if (!fetched.equals(expected)) {
          throw new IOException(
              name
                  + " session over "
                  + transport.name()
                  + ": fetched "
                  + fetched
                  + " (expected "
                  + expected
                  + ")");
        }
      }
    }
  }

  private void refuseTampering() throws IOException, ConfigException {
    Generation before = server.published().current().generation();
    String name = DemoContent.CUR_DEFS.miniTriName().fileName();
    Path file = folder.resolve("upstream").resolve(name);
    flip(file);
    log.accept("upstream: flipped one byte of " + name);
    PullReport report = pull();
    flip(file);
    Generation after = server.published().current().generation();
    if (!(report.outcome() instanceof Outcome.Refused) || after.number() != before.number()) {
      throw new IOException(
          "found "
              + PullText.summary(report)
              + ", serving "
              + after
              + " (expected a refusal, serving "
              + before
              + ")");
    }
    log.accept("mirror: still serving generation " + after.number());
  }

  private static void flip(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      long middle = bytes.length() / 2;
      bytes.seek(middle);
      int old = bytes.read();
      bytes.seek(middle);
      bytes.write(old ^ 1);
    }
  }

  /** What to try on the running demo, one line each. */
  public List<String> whatToTry() {
    List<String> lines = new ArrayList<>();
    Path settings = folder.resolve("livemirror.yaml");
    server
        .httpUrl()
        .ifPresent(
            url -> lines.add("curl -O " + url + "'" + DemoContent.CUR_DEFS.miniTriName() + "'"));
    server.ftpUrl().ifPresent(url -> lines.add("curl " + url + "clu-prod/"));
    server
        .httpUrl()
        .ifPresent(
            url ->
                lines.add(
                    "bin/livemirror plan --server "
                        + url
                        + " --inventory "
                        + folder.resolve("inventory.json")));
    lines.add(
        "bin/livemirror verify --anchor "
            + folder.resolve("root.pem")
            + " "
            + folder.resolve("upstream"));
    lines.add("bin/livemirror generations list -c " + settings);
    lines.add("bin/livemirror pull --dry-run -c " + settings);
    return lines;
  }

  /** Stops server and upstream; the folder stays. */
  @Override
  public void close() throws IOException {
    server.close();
    upstream.close();
    mirror.close();
  }
}
