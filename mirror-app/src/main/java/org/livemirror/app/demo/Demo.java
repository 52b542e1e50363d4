package org.livemirror.app.demo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.livemirror.app.config.Config;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.PullText;
import org.livemirror.app.wiring.Server;
import org.livemirror.core.author.Author;
import org.livemirror.core.author.SelfMadeChain;
import org.livemirror.core.author.SigningKey;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.pull.PullReport;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.core.trust.Verifier;

/**
 * A mirror of a forged upstream: make a key → author the older day → serve it privately → pull →
 * serve → author the newer day → pull again.
 *
 * <p>All of it lies in a {@link DemoFolder}; {@link DemoWalk} is the part that checks itself.
 */
public final class Demo implements Closeable {
  private static final String ORGANIZATION = "LiveMirror Demo";
  private static final Instant KEY_FROM = Instant.parse("2005-08-24T00:00:00Z");
  private static final Instant KEY_UNTIL = Instant.parse("2045-08-24T00:00:00Z");

  private final DemoFolder folder;
  private final DemoContent content;
  private final Consumer<String> log;
  private final SigningKey key = SelfMadeChain.create(ORGANIZATION, KEY_FROM, KEY_UNTIL);
  private final Author author;
  private final Deque<Closeable> closing = new ArrayDeque<>();
  private final Mirror mirror;
  private final Server server;

  /** The ports to serve on; 0 for any free one. */
  public record Ports(int http, int ftp, int admin) {}

  private Demo(DemoFolder folder, Ports ports, double scale, Consumer<String> log)
      throws IOException, ConfigException {
    this.folder = folder;
    this.content = new DemoContent(scale);
    this.log = log;
    this.author = new Author(key, folder.upstream());
    folder.writeAnchor(key.root());
    int files = author.write(content.older()).size();
    log.accept(
        "upstream: signed %d files of the older day, %d".formatted(files, DemoContent.OLDER));
    try {
      DemoUpstream upstream = new DemoUpstream(folder.upstream());
      closing.push(upstream);
      folder.writeSettings(ports, upstream.url());
      mirror =
          Mirror.open(Config.load(Optional.of(folder.settings()), Map.of()), Clock.systemUTC());
      closing.push(mirror);
      server = Server.start(mirror);
      closing.push(server);
      PullReport unused = pull();
    } catch (IOException | ConfigException | RuntimeException e) {
      close();
      throw e;
    }
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
    return new Demo(DemoFolder.create(folder), ports, scale, log);
  }

  DemoFolder folder() {
    return folder;
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
    PullReport unused = pull();
  }

  PullReport pull() throws IOException, ConfigException {
    PullReport report = mirror.pull(mirror.config().sources().get(0));
    if (report.outcome() instanceof Outcome.Refused refused) {
      refused.refusals().forEach(refusal -> log.accept("mirror: refused " + refusal.message()));
    }
    log.accept("mirror: " + PullText.summary(report));
    boolean unused = server.published().refresh();
    return report;
  }

  /**
   * Walks a client through the demo and checks every step; see {@link DemoWalk}.
   *
   * @throws IOException with what went otherwise
   */
  public void walk() throws IOException, ConfigException, RefusedException {
    Verifier client = new Verifier(TrustPolicy.of(List.of(key.root())), ArchiveLimits.DEFAULT);
    new DemoWalk(this, client, log).run();
  }

  /** What to try on the running demo, one line each. */
  public List<String> whatToTry() {
    List<String> lines = new ArrayList<>();
    String http = server.httpUrl().orElseThrow();
    lines.add("curl -O '" + http + DemoContent.CUR_DEFS.miniTriName() + "'");
    lines.add("curl " + server.ftpUrl().orElseThrow() + "clu-prod/");
    lines.add("bin/livemirror plan --server " + http + " --inventory " + folder.inventory());
    lines.add("bin/livemirror status --url " + server.adminUrl().orElseThrow());
    lines.add("bin/livemirror verify --anchor " + folder.anchor() + " " + folder.upstream());
    lines.add("bin/livemirror generations list -c " + folder.settings());
    lines.add("bin/livemirror pull --dry-run -c " + folder.settings());
    return lines;
  }

  /** Stops server and upstream; the folder stays. */
  @Override
  public void close() throws IOException {
    for (Closeable each = closing.poll(); each != null; each = closing.poll()) {
      each.close();
    }
  }
}
