package org.livemirror.app.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.livemirror.app.config.Values.Ports;
import org.livemirror.core.catalog.ProductPattern;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.core.pull.PullLimits;
import org.livemirror.core.pull.Selection;
import org.livemirror.core.space.Retention;
import org.livemirror.core.space.SpaceLimits;
import org.livemirror.http.access.AccessLogSettings;
import org.livemirror.http.limit.Network;

/**
 * The settings of a mirror, typed: environment over file over defaults.
 *
 * <p>The commented reference of all settings is {@code docs/livemirror.reference.yaml}; a test
 * keeps it and this class in step. Relative paths are relative to the file's folder.
 *
 * @param grace how long a dropped package is still served
 * @param soak how long content that must be tested is, before production serves it; empty if only
 *     the operator promotes it
 * @param deltas of dropped deltas, those from so many revisions of each series are served for
 *     longer
 * @param collectAutomatically whether what nothing needs is deleted after a pull, and to make room
 * @param effective every setting as it is in force, for {@code config show}
 */
public record Config(
    Path data,
    StoreSettings store,
    Http http,
    Ftp ftp,
    Admin admin,
    TrustSettings trust,
    PullLimits pull,
    Duration pullTimeout,
    ArchiveLimits archives,
    Duration grace,
    Optional<Duration> soak,
    int deltas,
    Retention retention,
    boolean collectAutomatically,
    SpaceLimits space,
    Scrub scrub,
    List<SourceConfig> sources,
    List<YamlReader.Effective> effective) {
  /** What environment names begin with. */
  public static final String PREFIX = "LIVEMIRROR";

  /** The name of a log file that is none. */
  private static final String STANDARD_OUTPUT = "-";

  /** Names under which content that comes from no source is recorded. */
  private static final Set<String> RESERVED = Set.of("import", "livemirror");

  /** The file that is read when none is named, if it is there. */
  public static final Path DEFAULT_FILE = Path.of("livemirror.yaml");

  /**
   * The HTTP plane.
   *
   * @param enabled whether plain HTTP is served
   * @param accessLog empty for none
   * @param proxyProtocol whose connections begin with a PROXY header
   */
  public record Http(
      boolean enabled,
      String bind,
      int port,
      BasePaths basePaths,
      boolean listing,
      int maxRanges,
      ProtectionSettings protection,
      Optional<AccessLogSettings> accessLog,
      HttpsSettings https,
      List<Network> proxyProtocol) {
    /** Whether anything is served: plain HTTP, HTTPS or both. */
    public boolean listens() {
      return enabled || https.tls().isPresent();
    }
  }

  public record Ftp(
      boolean enabled,
      String bind,
      int port,
      Ports passivePorts,
      Optional<String> passiveAddress,
      BasePaths basePaths) {}

  /** The operator's port. */
  public record Admin(boolean enabled, String bind, int port) {}

  /**
   * When a server reads all it serves again, and how fast.
   *
   * @param bytesPerSecond 0 for never
   */
  public record Scrub(long bytesPerSecond, Cron schedule) {}

  /**
   * One source to pull from.
   *
   * @param mustTest whether what it brings is tested before production serves it
   * @param link whether packages are linked from it instead of being copied
   */
  public record SourceConfig(
      String name,
      URI url,
      Optional<Cron> schedule,
      boolean mustTest,
      Selection selection,
      boolean link) {}

  /**
   * Reads a file and the environment.
   *
   * @param file the file named by the user, or empty for {@link #DEFAULT_FILE} if it is there
   * @throws ConfigException with every problem
   * @throws IOException if the file cannot be read
   */
  public static Config load(Optional<Path> file, Map<String, String> environment)
      throws ConfigException, IOException {
    Path path = file.orElse(DEFAULT_FILE);
    boolean present = file.isPresent() || Files.exists(path);
    String text = present ? SettingsText.read(path) : "";
    Path parent = path.toAbsolutePath().getParent();
    return parse(path.toString(), text, parent == null ? Path.of("/") : parent, environment);
  }

  /** Reads settings from text; {@code folder} is what relative paths are relative to. */
  static Config parse(String name, String text, Path folder, Map<String, String> environment)
      throws ConfigException {
    YamlReader file = YamlReader.of(name, text, Optional.of(PREFIX), environment);
    Path data = folder.resolve(file.get("data", "./data", Values::path)).normalize();
    YamlReader storeSection = file.section("store");
    StoreSettings store = StoreSettings.read(storeSection, folder, data);
    YamlReader httpSection = file.section("http");
    Http http = http(httpSection, folder, data);
    Ftp ftp = ftp(file.section("ftp"));
    YamlReader adminSection = file.section("admin");
    Admin admin =
        new Admin(
            adminSection.get("enabled", "true", Values::flag),
            adminSection.get("bind", "127.0.0.1", Values::text),
            adminSection.get("port", "7071", Values::port));
    if (!http.listens() && !ftp.enabled() && !admin.enabled()) {
      httpSection.problem(
          "enabled",
          "found false, no http.tls.certificate, and ftp and admin off (expected one of them, as"
              + " nothing would listen)");
    }
    TrustSettings trust = TrustSettings.read(file.section("trust"), folder);
    YamlReader pullSection = file.section("pull");
    PullLimits pull = pull(pullSection);
    Duration timeout = pullSection.get("timeout", "60s", Values::timeout);
    ArchiveLimits archives = archives(file.section("archives"));
    Duration grace = file.section("publish").get("grace", "24h", Values::duration);
    Optional<Duration> soak = file.section("testing").optional("soak", Values::duration);
    YamlReader retentionSection = file.section("retention");
    Retention retention = retention(retentionSection, soak);
    int deltas = retentionSection.get("deltas", "0", count -> Values.number(count, 0, 1000));
    boolean automatic = retentionSection.get("automatic", "true", Values::flag);
    SpaceLimits space = space(storeSection);
    YamlReader scrubSection = file.section("scrub");
    Scrub scrub =
        new Scrub(
            scrubSection.get("rate", "20MB", Values::size),
            scrubSection.get("schedule", "0 3 * * *", Cron::parse));
    List<SourceConfig> sources = sources(file.sections("sources"));
    file.check();
    return new Config(
        data,
        store,
        http,
        ftp,
        admin,
        trust,
        pull,
        timeout,
        archives,
        grace,
        soak,
        deltas,
        retention,
        automatic,
        space,
        scrub,
        sources,
        file.effective());
  }

  private static Http http(YamlReader section, Path folder, Path data) {
    return new Http(
        section.get("enabled", "true", Values::flag),
        section.get("bind", "0.0.0.0", Values::text),
        section.get("port", "7070", Values::port),
        basePaths(section),
        section.get("listing", "true", Values::flag),
        section.get("maxRanges", "16", count -> Values.number(count, 1, 100)),
        ProtectionSettings.read(section, folder),
        accessLog(section.section("accessLog"), folder, data),
        HttpsSettings.read(section.section("tls"), folder),
        section.list("proxyProtocol", List.of(), Network::parse));
  }

  private static Optional<AccessLogSettings> accessLog(YamlReader section, Path folder, Path data) {
    boolean enabled = section.get("enabled", "true", Values::flag);
    String file = section.optional("file", Values::text).orElse("");
    AccessLogSettings settings =
        new AccessLogSettings(
            file.equals(STANDARD_OUTPUT)
                ? Optional.empty()
                : Optional.of(
                    file.isEmpty() ? data.resolve("logs/access.log") : folder.resolve(file)),
            section.get("format", "combined", Values::accessLogFormat),
            section.get("maxSize", "100MB", text -> Values.size(text, 1_000_000)),
            section.get("keep", "10", text -> Values.number(text, 0, 10_000)),
            section.get("compress", "false", Values::flag));
    return enabled ? Optional.of(settings) : Optional.empty();
  }

  private static Ftp ftp(YamlReader section) {
    return new Ftp(
        section.get("enabled", "true", Values::flag),
        section.get("bind", "0.0.0.0", Values::text),
        section.get("port", "2121", Values::port),
        section.get("passivePorts", "30000-30099", Values::ports),
        section.optional("passiveAddress", Values::text),
        basePaths(section));
  }

  private static BasePaths basePaths(YamlReader section) {
    List<String> paths = section.list("basePaths", BasePaths.DEFAULT_PATHS, Values::text);
    String testing = section.get("testingPath", "/testing/", String::strip);
    BasePaths production = BasePaths.DEFAULT;
    try {
      production = new BasePaths(paths);
    } catch (IllegalArgumentException e) {
      section.problem("basePaths", String.valueOf(e.getMessage()));
    }
    try {
      return testing.isEmpty() ? production : production.withTesting(testing);
    } catch (IllegalArgumentException e) {
      section.problem("testingPath", String.valueOf(e.getMessage()));
      return production;
    }
  }

  private static PullLimits pull(YamlReader section) {
    return new PullLimits(
        section.get("maxCatalogSize", "8MB", Values::size),
        section.get("maxPackageSize", "2GB", Values::size),
        section.get("attempts", "4", text -> Values.number(text, 1, 100)),
        section.get("backoff", "1s", Values::duration),
        section.get("parallel", "4", text -> Values.number(text, 1, 64)));
  }

  private static ArchiveLimits archives(YamlReader section) {
    ArchiveLimits defaults = ArchiveLimits.DEFAULT;
    return new ArchiveLimits(
        section.get("maxMembers", "10000", text -> Values.number(text, 1, 65_534)),
        section.get("maxUnpackedSize", "8GB", Values::size),
        section.get("maxRatio", "200", text -> Values.number(text, 1, 100_000)),
        defaults.maxNameLength(),
        defaults.maxMemoryKiB());
  }

  private static Retention retention(YamlReader section, Optional<Duration> soak) {
    return new Retention(
        section.get("generations", "10", text -> Values.number(text, 1, 1_000_000)),
        section.get("age", "7d", Values::duration),
        section.get("unfinished", "1d", Values::duration),
        soak);
  }

  private static SpaceLimits space(YamlReader section) {
    return new SpaceLimits(
        section.optional("quota", Values::size).orElse(SpaceLimits.NONE.quotaBytes()),
        section.get("freeSpace", "1GB", Values::size));
  }

  private static List<SourceConfig> sources(List<YamlReader> sections) {
    List<SourceConfig> sources = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (YamlReader section : sections) {
      String name = section.required("name", "?", Values::text);
      if (RESERVED.contains(name)) {
        section.problem(
            "name",
            "found '" + name + "' (expected another: content made here is recorded under it)");
      }
      if (!names.add(name)) {
        section.problem("name", "found '" + name + "' twice (expected each once)");
      }
      URI url = section.required("url", "file:///", Values::url);
      Optional<Cron> schedule = section.optional("schedule", Cron::parse);
      boolean mustTest = section.get("mustTest", "false", Values::flag);
      boolean link = section.get("link", "false", Values::flag);
      if (link && !"file".equals(url.getScheme())) {
        section.problem(
            "link", "found true (expected false, as only files of this host can be linked)");
      }
      sources.add(new SourceConfig(name, url, schedule, mustTest, selection(section, url), link));
    }
    return sources;
  }

  private static Selection selection(YamlReader section, URI url) {
    List<ProductPattern> patterns = new ArrayList<>();
    for (YamlReader product : section.sections("products")) {
      ProductPattern pattern =
          new ProductPattern(
              product.required("product", "?", Values::text),
              product.get("version", "*", Values::text),
              product.get("language", "*", Values::text));
      if (isUnlisted(url) && !pattern.isLiteral()) {
        product.problem(
            "version",
            "found the pattern "
                + pattern
                + " (expected no '*' but MicroDefsB.*, as an HTTP source cannot be listed)");
      }
      patterns.add(pattern);
    }
    if (!section.has("products") && isUnlisted(url)) {
      section.problem("products", "found none (expected some, as an HTTP source cannot be listed)");
    }
    return patterns.isEmpty() ? Selection.ALL : new Selection(patterns);
  }

  private static boolean isUnlisted(URI url) {
    return String.valueOf(url.getScheme()).startsWith("http");
  }
}
