package org.livemirror.app.wiring;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.livemirror.app.config.Config;
import org.livemirror.app.config.Config.SourceConfig;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.config.TrustSettings;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.Published;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.publish.Switching;
import org.livemirror.core.pull.PullPreview;
import org.livemirror.core.pull.PullReport;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.pull.Puller;
import org.livemirror.core.pull.Repairs;
import org.livemirror.core.pull.Selection;
import org.livemirror.core.pull.Source;
import org.livemirror.core.pull.Upstream;
import org.livemirror.core.pull.Upstreams;
import org.livemirror.core.scrub.Damage;
import org.livemirror.core.scrub.Scrubber;
import org.livemirror.core.space.Collector;
import org.livemirror.core.space.Reclaimed;
import org.livemirror.core.trust.Certificates;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.Sha256;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.store.s3.S3ContentStore;
import org.livemirror.store.s3.S3Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mirror without its listeners: store, trust and pulls as the configuration says. What commands
 * work on, and what {@link Server} serves. Safe for all threads.
 */
public final class Mirror implements Closeable {
  /** What content imported by hand is recorded under. */
  public static final String IMPORT = "import";

  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  private final Config config;
  private final ContentStore store;
  private final Clock clock;
  private volatile MirrorEvents events = new LoggingEvents();

  private Mirror(Config config, ContentStore store, Clock clock) {
    this.config = config;
    this.store = store;
    this.clock = clock;
  }

  /** Opens the store: a bucket if one is set, else {@code config.data}, made if it is not there. */
  public static Mirror open(Config config, Clock clock) throws IOException {
    Optional<S3Settings> s3 = config.store().s3();
    ContentStore store =
        s3.isPresent()
            ? S3ContentStore.open(s3.get(), clock)
            : FileContentStore.open(config.data(), clock);
    return new Mirror(config, store, clock);
  }

  public Config config() {
    return config;
  }

  public ContentStore store() {
    return store;
  }

  MirrorEvents events() {
    return events;
  }

  /** Has facts told to {@code more} as well, of what begins from now on. */
  synchronized void tell(MirrorEvents more) {
    events = MirrorEvents.both(events, more);
  }

  Clock clock() {
    return clock;
  }

  /** What is published, following the store. */
  public Published published() throws IOException {
    return new Published(store);
  }

  /** What the operator decides about generations. */
  public Switching switching() {
    return new Switching(store, clock, events);
  }

  /**
   * Makes production serve what has been tested for {@code testing.soak}; nothing without that
   * setting.
   *
   * @return the generation that production serves now, or empty if nothing changed
   * @throws org.livemirror.store.PublisherBusyException if the store is being published to
   */
  public Optional<Generation> promoteSoaked() throws IOException {
    Set<String> gated =
        config.sources().stream()
            .filter(SourceConfig::mustTest)
            .map(SourceConfig::name)
            .collect(Collectors.toSet());
    return config.soak().isEmpty()
        ? Optional.empty()
        : switching().promoteSoaked(config.soak().get(), gated);
  }

  /** Pulls a configured source. */
  public PullReport pull(SourceConfig source) throws IOException, ConfigException {
    return pull(source, Set.of());
  }

  /**
   * Pulls a configured source.
   *
   * @param allowed catalogs to accept though they go back, or are implausible or another product's
   */
  public PullReport pull(SourceConfig source, Set<ContentPath> allowed)
      throws IOException, ConfigException {
    Instant started = clock.instant();
    try (Upstream upstream = open(source)) {
      PullReport report = tidied(puller().pull(source(source, upstream, allowed)));
      events.pullEnded(PullText.end(report, started, clock.instant()));
      return report;
    } catch (PublisherBusyException e) {
      throw e;
    } catch (IOException | ConfigException | RuntimeException e) {
      events.pullEnded(PullText.failed(source.name(), started, clock.instant(), e));
      throw e;
    }
  }

  /** Finds out what {@link #pull} would do. */
  public PullPreview preview(SourceConfig source) throws IOException, ConfigException {
    try (Upstream upstream = open(source)) {
      return puller().preview(source(source, upstream, Set.of()));
    }
  }

  private Upstream open(SourceConfig source) throws IOException {
    return Upstreams.open(source.url(), config.pullTimeout(), source.link());
  }

  /**
   * Takes in a folder, through the same line as a pull; what was imported before stays unless it is
   * replaced.
   *
   * @param link whether its packages are linked into the store instead of being copied
   */
  public PullReport importFolder(Path folder, boolean link, Set<ContentPath> allowed)
      throws IOException, ConfigException {
    URI url = folder.toAbsolutePath().normalize().toUri();
    try (Upstream upstream = Upstreams.open(url, config.pullTimeout(), link)) {
      return tidied(
          puller()
              .pull(
                  new Source(
                      IMPORT,
                      upstream,
                      Selection.ALL,
                      Publisher.Mode.MERGE,
                      Publisher.Gate.NONE,
                      allowed)));
    }
  }

  /**
   * Finds what is damaged in the store and takes it out of service.
   *
   * @param patience how long to wait while another publishes
   */
  public Scrubber scrubber(Duration patience) {
    return new Scrubber(store, events, patience);
  }

  /**
   * Fetches damaged or missing blobs again, each from the source that brought it.
   *
   * @param patience how long to wait while another publishes
   * @return why a blob could not be had; nothing for those that are served again
   */
  public Map<Sha256, String> repair(List<Damage> damages, Duration patience)
      throws ConfigException {
    return new Repairing(this, patience).repair(damages);
  }

  Repairs repair(SourceConfig source, Map<Integer, List<Entry>> lost, Duration patience)
      throws IOException, ConfigException {
    try (Upstream upstream = Upstreams.open(source.url(), config.pullTimeout())) {
      return puller().repair(source(source, upstream, Set.of()), lost, patience);
    }
  }

  private static Source source(SourceConfig source, Upstream upstream, Set<ContentPath> allowed) {
    return new Source(
        source.name(),
        upstream,
        source.selection(),
        Publisher.Mode.REPLACE,
        source.mustTest() ? Publisher.Gate.MUST_TEST : Publisher.Gate.NONE,
        allowed);
  }

  private Puller puller() throws IOException, ConfigException {
    Publisher publisher = new Publisher(store, clock, config.grace(), config.deltas(), events);
    return new Puller(
        store,
        policy(config.trust()),
        config.archives(),
        publisher,
        config.pull(),
        config.space(),
        config.collectAutomatically() ? Optional.of(collector()) : Optional.empty(),
        clock,
        events);
  }

  /** Deletes what nothing needs any more, by hand. */
  public Collector collector() {
    return new Collector(store, config.retention(), clock, events);
  }

  /** After a pull that was not refused: what nothing needs any more goes, if that is wanted. */
  private PullReport tidied(PullReport report) {
    if (config.collectAutomatically() && !(report.outcome() instanceof Outcome.Refused)) {
      try {
        Reclaimed unused = collector().collect(Collector.Unfinished.KEEP_YOUNG);
      } catch (PublisherBusyException e) {
        LOG.debug("not collected, as another pull has begun, which will: {}", e.getMessage());
      } catch (IOException e) {
        LOG.warn("source {}: pulled, but space was not freed: {}", report.source(), e.getMessage());
      }
    }
    return report;
  }

  /**
   * The trust policy that the settings mean.
   *
   * @throws ConfigException if a file holds no certificate, or if nothing is trusted, as then
   *     nothing could ever be accepted
   */
  public static TrustPolicy policy(TrustSettings trust) throws ConfigException {
    List<String> problems = new ArrayList<>();
    List<X509Certificate> anchors = certificates("trust.anchors", trust.anchors(), problems);
    List<X509Certificate> intermediates =
        certificates("trust.intermediates", trust.intermediates(), problems);
    if (anchors.isEmpty() && trust.policy().pins().isEmpty() && problems.isEmpty()) {
      problems.add(
          "trust: found no anchor and no pin, so that nothing could ever be accepted"
              + " (expected a root in anchors, a chain in vendor, or a fingerprint in pins)");
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return trust.policy().toBuilder().anchors(anchors).intermediates(intermediates).build();
  }

  private static List<X509Certificate> certificates(
      String setting, List<Path> patterns, List<String> problems) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Path pattern : patterns) {
      try {
        for (Path file : matching(pattern)) {
          certificates.addAll(Certificates.read(file));
        }
      } catch (NoSuchFileException e) {
        problems.add(
            setting + ": " + e.getMessage() + ": found no such file (expected a certificate)");
      } catch (IOException e) {
        problems.add(setting + ": " + e.getMessage());
      }
    }
    return certificates;
  }

  private static List<Path> matching(Path pattern) throws IOException {
    Path folder = pattern.getParent();
    String name = String.valueOf(pattern.getFileName());
    if (name.indexOf('*') < 0 || folder == null) {
      return List.of(pattern);
    }
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, name)) {
        found.forEach(files::add);
      }
    }
    files.sort(null);
    return files;
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
