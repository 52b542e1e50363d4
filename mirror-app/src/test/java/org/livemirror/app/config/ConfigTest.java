package org.livemirror.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.app.config.YamlReader.Effective;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.core.trust.TrustPolicy.WeakestDigest;
import org.livemirror.core.trust.VendorCertificate;
import org.livemirror.http.access.AccessLogSettings;
import org.livemirror.http.limit.Network;
import org.livemirror.http.tls.ClientCertificates;
import org.livemirror.http.tls.Secret;
import org.livemirror.http.tls.TlsProfile;
import org.livemirror.store.Channel;
import org.livemirror.store.Sha256;

/** Every setting: its default, its place in the file, its environment name, and which wins. */
final class ConfigTest {
  private static final Path FOLDER = Path.of("/etc/livemirror");
  private static final Sha256 PIN = new Sha256(1, 2, 3, 4);

  private static Set<Sha256> vendor(String... chains) {
    Set<Sha256> pins = new HashSet<>();
    for (String chain : chains) {
      pins.addAll(VendorCertificate.pins(chain));
    }
    return pins;
  }

  /**
   * One setting.
   *
   * @param path its place in the file
   * @param variable its environment name
   * @param read its typed value
   * @param inFile a text for the file, and {@code fromFile} what it means
   * @param inEnvironment a text for the environment, and {@code fromEnvironment} what it means
   */
  record Setting(
      String path,
      String variable,
      Function<Config, Object> read,
      Object byDefault,
      String inFile,
      Object fromFile,
      String inEnvironment,
      Object fromEnvironment) {
    /** The setting in a file of its own, one key a line. */
    String yaml() {
      StringBuilder yaml = new StringBuilder();
      String indent = "";
      for (String key : List.of(path.split("\\.", -1))) {
        yaml.append(yaml.isEmpty() ? "" : "\n").append(indent).append(key).append(":");
        indent += "  ";
      }
      return yaml.append(' ').append(inFile).append('\n').toString();
    }

    int line() {
      return path.split("\\.", -1).length;
    }

    @Override
    public String toString() {
      return path;
    }
  }

  private static AccessLogSettings accessLog(Config config) {
    return config.http().accessLog().orElseThrow();
  }

  static Stream<Setting> settings() {
    return Stream.of(
        new Setting(
            "data",
            "LIVEMIRROR_DATA",
            Config::data,
            FOLDER.resolve("data"),
            "../store",
            Path.of("/etc/store"),
            "/srv/store",
            Path.of("/srv/store")),
        new Setting(
            "store.s3.bucket",
            "LIVEMIRROR_STORE_S3_BUCKET",
            config -> config.store().bucket(),
            Optional.empty(),
            "mirror",
            Optional.of("mirror"),
            "other.mirror-2",
            Optional.of("other.mirror-2")),
        new Setting(
            "store.s3.prefix",
            "LIVEMIRROR_STORE_S3_PREFIX",
            config -> config.store().prefix(),
            "",
            "live",
            "live",
            "live/mirror",
            "live/mirror"),
        text(
            "store.s3.region",
            "LIVEMIRROR_STORE_S3_REGION",
            config -> config.store().region(),
            "us-east-1"),
        new Setting(
            "store.s3.endpoint",
            "LIVEMIRROR_STORE_S3_ENDPOINT",
            config -> config.store().endpoint(),
            Optional.empty(),
            "https://s3.example.com",
            Optional.of(URI.create("https://s3.example.com")),
            "http://127.0.0.1:9000",
            Optional.of(URI.create("http://127.0.0.1:9000"))),
        new Setting(
            "store.s3.pathStyle",
            "LIVEMIRROR_STORE_S3_PATH_STYLE",
            config -> config.store().pathStyle(),
            false,
            "true",
            true,
            "yes",
            true),
        new Setting(
            "store.s3.cache",
            "LIVEMIRROR_STORE_S3_CACHE",
            config -> config.store().cache(),
            FOLDER.resolve("data/cache"),
            "../copies",
            Path.of("/etc/copies"),
            "/var/copies",
            Path.of("/var/copies")),
        new Setting(
            "store.s3.cacheSize",
            "LIVEMIRROR_STORE_S3_CACHE_SIZE",
            config -> config.store().cacheBytes(),
            20_000_000_000L,
            "5GB",
            5_000_000_000L,
            "0",
            0L),
        flag("http.enabled", "LIVEMIRROR_HTTP_ENABLED", config -> config.http().enabled()),
        text("http.bind", "LIVEMIRROR_HTTP_BIND", config -> config.http().bind(), "0.0.0.0"),
        port("http.port", "LIVEMIRROR_HTTP_PORT", config -> config.http().port(), 7070),
        basePaths("http", config -> config.http().basePaths()),
        testingPath("http", config -> config.http().basePaths()),
        flag("http.listing", "LIVEMIRROR_HTTP_LISTING", config -> config.http().listing()),
        new Setting(
            "http.maxRanges",
            "LIVEMIRROR_HTTP_MAX_RANGES",
            config -> config.http().maxRanges(),
            16,
            "1",
            1,
            "100",
            100),
        networks("http.allow", "LIVEMIRROR_HTTP_ALLOW", ProtectionSettings::allow),
        networks("http.deny", "LIVEMIRROR_HTTP_DENY", ProtectionSettings::deny),
        networks("http.proxies", "LIVEMIRROR_HTTP_PROXIES", ProtectionSettings::proxies),
        number(
            "http.limits.connections",
            "LIVEMIRROR_HTTP_LIMITS_CONNECTIONS",
            config -> config.http().protection().connections(),
            20_000),
        number(
            "http.limits.connectionsPerAddress",
            "LIVEMIRROR_HTTP_LIMITS_CONNECTIONS_PER_ADDRESS",
            config -> config.http().protection().connectionsPerAddress(),
            512),
        number(
            "http.limits.requestsPerSecond",
            "LIVEMIRROR_HTTP_LIMITS_REQUESTS_PER_SECOND",
            config -> config.http().protection().requestsPerSecond(),
            0),
        number(
            "http.limits.requestBurst",
            "LIVEMIRROR_HTTP_LIMITS_REQUEST_BURST",
            config -> config.http().protection().requestBurst(),
            200),
        number(
            "http.limits.inFlight",
            "LIVEMIRROR_HTTP_LIMITS_IN_FLIGHT",
            config -> config.http().protection().inFlight(),
            20_000),
        size(
            "http.shaping.total",
            "LIVEMIRROR_HTTP_SHAPING_TOTAL",
            config -> config.http().protection().shaping().total().bytesPerSecond(),
            0),
        size(
            "http.shaping.perAddress",
            "LIVEMIRROR_HTTP_SHAPING_PER_ADDRESS",
            config -> config.http().protection().shaping().perAddress().bytesPerSecond(),
            0),
        new Setting(
            "http.passwords",
            "LIVEMIRROR_HTTP_PASSWORDS",
            config -> config.http().protection().passwords(),
            Optional.empty(),
            "users",
            Optional.of(FOLDER.resolve("users")),
            "/run/users",
            Optional.of(Path.of("/run/users"))),
        flag(
            "http.accessLog.enabled",
            "LIVEMIRROR_HTTP_ACCESS_LOG_ENABLED",
            config -> config.http().accessLog().isPresent()),
        new Setting(
            "http.accessLog.file",
            "LIVEMIRROR_HTTP_ACCESS_LOG_FILE",
            config -> accessLog(config).file(),
            Optional.of(FOLDER.resolve("data/logs/access.log")),
            "log/http",
            Optional.of(FOLDER.resolve("log/http")),
            "-",
            Optional.empty()),
        new Setting(
            "http.accessLog.format",
            "LIVEMIRROR_HTTP_ACCESS_LOG_FORMAT",
            config -> accessLog(config).format(),
            AccessLogSettings.Format.COMBINED,
            "JSON",
            AccessLogSettings.Format.JSON,
            "json",
            AccessLogSettings.Format.JSON),
        new Setting(
            "http.accessLog.maxSize",
            "LIVEMIRROR_HTTP_ACCESS_LOG_MAX_SIZE",
            config -> accessLog(config).maxBytes(),
            100_000_000L,
            "1GB",
            1_000_000_000L,
            "1MB",
            1_000_000L),
        new Setting(
            "http.accessLog.keep",
            "LIVEMIRROR_HTTP_ACCESS_LOG_KEEP",
            config -> accessLog(config).keep(),
            10,
            "0",
            0,
            "400",
            400),
        new Setting(
            "http.accessLog.compress",
            "LIVEMIRROR_HTTP_ACCESS_LOG_COMPRESS",
            config -> accessLog(config).compress(),
            false,
            "true",
            true,
            "on",
            true),
        new Setting(
            "http.proxyProtocol",
            "LIVEMIRROR_HTTP_PROXY_PROTOCOL",
            config -> config.http().proxyProtocol(),
            List.of(),
            "10.0.0.1",
            List.of(Network.parse("10.0.0.1")),
            "10.1.0.0/16,::1",
            List.of(Network.parse("10.1.0.0/16"), Network.parse("::1"))),
        port(
            "http.tls.port",
            "LIVEMIRROR_HTTP_TLS_PORT",
            config -> config.http().https().port(),
            7443),
        new Setting(
            "http.tls.certificate",
            "LIVEMIRROR_HTTP_TLS_CERTIFICATE",
            config -> config.http().https().certificate(),
            Optional.empty(),
            "tls.pem",
            Optional.of(FOLDER.resolve("tls.pem")),
            "/run/tls.p12",
            Optional.of(Path.of("/run/tls.p12"))),
        new Setting(
            "http.tls.key",
            "LIVEMIRROR_HTTP_TLS_KEY",
            config -> config.http().https().key(),
            Optional.empty(),
            "tls.key",
            Optional.of(FOLDER.resolve("tls.key")),
            "/run/tls.key",
            Optional.of(Path.of("/run/tls.key"))),
        new Setting(
            "http.tls.keyPassword",
            "LIVEMIRROR_HTTP_TLS_KEY_PASSWORD",
            config -> config.http().https().keyPassword(),
            Optional.empty(),
            "file:word",
            Optional.of(new Secret.InFile(FOLDER.resolve("word"))),
            "env:WORD",
            Optional.of(new Secret.InEnvironment("WORD"))),
        new Setting(
            "http.tls.profile",
            "LIVEMIRROR_HTTP_TLS_PROFILE",
            config -> config.http().https().profile(),
            TlsProfile.MODERN,
            "old-clients",
            TlsProfile.OLD_CLIENTS,
            "OLD-CLIENTS",
            TlsProfile.OLD_CLIENTS),
        new Setting(
            "http.tls.clients",
            "LIVEMIRROR_HTTP_TLS_CLIENTS",
            config -> config.http().https().clients(),
            ClientCertificates.NONE,
            "wanted",
            ClientCertificates.WANTED,
            "required",
            ClientCertificates.REQUIRED),
        new Setting(
            "http.tls.clientAnchors",
            "LIVEMIRROR_HTTP_TLS_CLIENT_ANCHORS",
            config -> config.http().https().clientAnchors(),
            List.of(),
            "own.pem",
            List.of(FOLDER.resolve("own.pem")),
            "a.pem,/run/b.pem",
            List.of(FOLDER.resolve("a.pem"), Path.of("/run/b.pem"))),
        flag("ftp.enabled", "LIVEMIRROR_FTP_ENABLED", config -> config.ftp().enabled()),
        text("ftp.bind", "LIVEMIRROR_FTP_BIND", config -> config.ftp().bind(), "0.0.0.0"),
        port("ftp.port", "LIVEMIRROR_FTP_PORT", config -> config.ftp().port(), 2121),
        new Setting(
            "ftp.passivePorts",
            "LIVEMIRROR_FTP_PASSIVE_PORTS",
            config -> config.ftp().passivePorts(),
            new Values.Ports(30000, 30099),
            "0-0",
            new Values.Ports(0, 0),
            "40000-40000",
            new Values.Ports(40000, 40000)),
        new Setting(
            "ftp.passiveAddress",
            "LIVEMIRROR_FTP_PASSIVE_ADDRESS",
            config -> config.ftp().passiveAddress(),
            Optional.empty(),
            "192.0.2.1",
            Optional.of("192.0.2.1"),
            "192.0.2.2",
            Optional.of("192.0.2.2")),
        basePaths("ftp", config -> config.ftp().basePaths()),
        testingPath("ftp", config -> config.ftp().basePaths()),
        flag("admin.enabled", "LIVEMIRROR_ADMIN_ENABLED", config -> config.admin().enabled()),
        text("admin.bind", "LIVEMIRROR_ADMIN_BIND", config -> config.admin().bind(), "127.0.0.1"),
        port("admin.port", "LIVEMIRROR_ADMIN_PORT", config -> config.admin().port(), 7071),
        new Setting(
            "trust.anchors",
            "LIVEMIRROR_TRUST_ANCHORS",
            config -> config.trust().anchors(),
            List.of(),
            "[roots/*.pem, /ca/root.pem]",
            List.of(FOLDER.resolve("roots/*.pem"), Path.of("/ca/root.pem")),
            "a.pem, b.pem",
            List.of(FOLDER.resolve("a.pem"), FOLDER.resolve("b.pem"))),
        new Setting(
            "trust.intermediates",
            "LIVEMIRROR_TRUST_INTERMEDIATES",
            config -> config.trust().intermediates(),
            List.of(),
            "ca.pem",
            List.of(FOLDER.resolve("ca.pem")),
            "/ca.pem",
            List.of(Path.of("/ca.pem"))),
        new Setting(
            "trust.signer.organizationalUnit",
            "LIVEMIRROR_TRUST_SIGNER_ORGANIZATIONAL_UNIT",
            config -> config.trust().policy().organizationalUnits(),
            List.of("Product Group - LiveUpdate"),
            "\"Some Unit\"",
            List.of("Some Unit"),
            "One,Other",
            List.of("One", "Other")),
        new Setting(
            "trust.signer.organization",
            "LIVEMIRROR_TRUST_SIGNER_ORGANIZATION",
            config -> config.trust().policy().organizations(),
            List.of(),
            "[Symantec Corporation, Symantec Corp]",
            List.of("Symantec Corporation", "Symantec Corp"),
            "Own",
            List.of("Own")),
        new Setting(
            "trust.vendor",
            "LIVEMIRROR_TRUST_VENDOR",
            config -> config.trust().policy().pins(),
            vendor("2005", "2017"),
            "[]",
            Set.of(),
            "2001",
            vendor("2001")),
        new Setting(
            "trust.pins",
            "LIVEMIRROR_TRUST_PINS",
            config -> config.trust().policy().pins().contains(PIN),
            false,
            "[" + PIN + "]",
            true,
            PIN.toString().toUpperCase(Locale.ROOT).replaceAll("(..)(?=.)", "$1:"),
            true),
        new Setting(
            "trust.denied",
            "LIVEMIRROR_TRUST_DENIED",
            config -> config.trust().policy().denied(),
            Set.of(),
            PIN.toString(),
            Set.of(PIN),
            PIN.toString(),
            Set.of(PIN)),
        new Setting(
            "trust.embeddedIntermediates",
            "LIVEMIRROR_TRUST_EMBEDDED_INTERMEDIATES",
            config -> config.trust().policy().embeddedIntermediates(),
            true,
            "false",
            false,
            "true",
            true),
        new Setting(
            "trust.weakestDigest",
            "LIVEMIRROR_TRUST_WEAKEST_DIGEST",
            config -> config.trust().policy().weakestDigest(),
            WeakestDigest.SHA1,
            "SHA-256",
            WeakestDigest.SHA256,
            "sha1",
            WeakestDigest.SHA1),
        new Setting(
            "trust.minRsaBits",
            "LIVEMIRROR_TRUST_MIN_RSA_BITS",
            config -> config.trust().policy().minRsaBits(),
            1024,
            "2048",
            2048,
            "4096",
            4096),
        new Setting(
            "trust.innerGuards",
            "LIVEMIRROR_TRUST_INNER_GUARDS",
            config -> config.trust().policy().innerGuards(),
            1,
            "0",
            0,
            "4",
            4),
        duration(
            "trust.clockSkew",
            "LIVEMIRROR_TRUST_CLOCK_SKEW",
            config -> config.trust().policy().clockSkew(),
            Duration.ofDays(1)),
        duration(
            "trust.staleAfter",
            "LIVEMIRROR_TRUST_STALE_AFTER",
            config -> config.trust().policy().staleAfter(),
            Duration.ofDays(7)),
        new Setting(
            "trust.requireSha256",
            "LIVEMIRROR_TRUST_REQUIRE_SHA256",
            config -> config.trust().policy().requireSha256(),
            false,
            "yes",
            true,
            "OFF",
            false),
        size(
            "pull.maxCatalogSize",
            "LIVEMIRROR_PULL_MAX_CATALOG_SIZE",
            config -> config.pull().maxCatalogBytes(),
            8_000_000L),
        size(
            "pull.maxPackageSize",
            "LIVEMIRROR_PULL_MAX_PACKAGE_SIZE",
            config -> config.pull().maxPackageBytes(),
            2_000_000_000L),
        number("pull.attempts", "LIVEMIRROR_PULL_ATTEMPTS", config -> config.pull().attempts(), 4),
        duration(
            "pull.backoff",
            "LIVEMIRROR_PULL_BACKOFF",
            config -> config.pull().backoff(),
            Duration.ofSeconds(1)),
        number("pull.parallel", "LIVEMIRROR_PULL_PARALLEL", config -> config.pull().parallel(), 4),
        duration(
            "pull.timeout", "LIVEMIRROR_PULL_TIMEOUT", Config::pullTimeout, Duration.ofSeconds(60)),
        number(
            "archives.maxMembers",
            "LIVEMIRROR_ARCHIVES_MAX_MEMBERS",
            config -> config.archives().maxMembers(),
            10_000),
        size(
            "archives.maxUnpackedSize",
            "LIVEMIRROR_ARCHIVES_MAX_UNPACKED_SIZE",
            config -> config.archives().maxTotalBytes(),
            8_000_000_000L),
        number(
            "archives.maxRatio",
            "LIVEMIRROR_ARCHIVES_MAX_RATIO",
            config -> config.archives().maxRatio(),
            200),
        duration("publish.grace", "LIVEMIRROR_PUBLISH_GRACE", Config::grace, Duration.ofHours(24)),
        new Setting(
            "testing.soak",
            "LIVEMIRROR_TESTING_SOAK",
            Config::soak,
            Optional.empty(),
            "24h",
            Optional.of(Duration.ofHours(24)),
            "2d",
            Optional.of(Duration.ofDays(2))),
        number(
            "retention.generations",
            "LIVEMIRROR_RETENTION_GENERATIONS",
            config -> config.retention().generations(),
            10),
        duration(
            "retention.age",
            "LIVEMIRROR_RETENTION_AGE",
            config -> config.retention().age(),
            Duration.ofDays(7)),
        duration(
            "retention.unfinished",
            "LIVEMIRROR_RETENTION_UNFINISHED",
            config -> config.retention().unfinished(),
            Duration.ofDays(1)),
        number("retention.deltas", "LIVEMIRROR_RETENTION_DELTAS", Config::deltas, 0),
        flag("retention.automatic", "LIVEMIRROR_RETENTION_AUTOMATIC", Config::collectAutomatically),
        size(
            "store.freeSpace",
            "LIVEMIRROR_STORE_FREE_SPACE",
            config -> config.space().freeBytes(),
            1_000_000_000L),
        size(
            "store.quota",
            "LIVEMIRROR_STORE_QUOTA",
            config -> config.space().quotaBytes(),
            Long.MAX_VALUE),
        size(
            "scrub.rate",
            "LIVEMIRROR_SCRUB_RATE",
            config -> config.scrub().bytesPerSecond(),
            20_000_000L),
        new Setting(
            "scrub.schedule",
            "LIVEMIRROR_SCRUB_SCHEDULE",
            config -> config.scrub().schedule().toString(),
            "0 3 * * *",
            "0 4 * * 7",
            "0 4 * * 7",
            "30 2 1 * *",
            "30 2 1 * *"));
  }

  private static Setting flag(String path, String variable, Function<Config, Object> read) {
    return new Setting(path, variable, read, true, "no", false, "on", true);
  }

  private static Setting text(
      String path, String variable, Function<Config, Object> read, String byDefault) {
    return new Setting(path, variable, read, byDefault, "\"::1\"", "::1", "192.0.2.7", "192.0.2.7");
  }

  private static Setting port(
      String path, String variable, Function<Config, Object> read, int byDefault) {
    return new Setting(path, variable, read, byDefault, "0", 0, "65535", 65535);
  }

  private static Setting number(
      String path, String variable, Function<Config, Object> read, int byDefault) {
    return new Setting(path, variable, read, byDefault, "7", 7, "9", 9);
  }

  private static Setting networks(
      String path, String variable, Function<ProtectionSettings, List<Network>> read) {
    return new Setting(
        path,
        variable,
        config -> read.apply(config.http().protection()),
        List.of(),
        "[10.0.0.0/8, '2001:db8::/32']",
        List.of(Network.parse("10.0.0.0/8"), Network.parse("2001:db8::/32")),
        "192.0.2.1, ::1",
        List.of(Network.parse("192.0.2.1"), Network.parse("::1")));
  }

  private static Setting size(
      String path, String variable, Function<Config, Object> read, long byDefault) {
    return new Setting(path, variable, read, byDefault, "1.5MB", 1_500_000L, "4096", 4096L);
  }

  private static Setting duration(
      String path, String variable, Function<Config, Object> read, Duration byDefault) {
    return new Setting(
        path,
        variable,
        read,
        byDefault,
        "15m",
        Duration.ofMinutes(15),
        "2s",
        Duration.ofSeconds(2));
  }

  /** Base paths are compared by what they do, as they have no parts to look at. */
  private static Setting basePaths(String section, Function<Config, BasePaths> paths) {
    Function<Config, Object> read =
        config ->
            Stream.of("/f", "/clu-prod/f", "/opt/content/onramp/f", "/a/f", "/b/f")
                .filter(path -> isAt(paths.apply(config), path, Channel.PRODUCTION))
                .toList();
    return new Setting(
        section + ".basePaths",
        YamlReader.variable("LIVEMIRROR", section + ".basePaths"),
        read,
        List.of("/f", "/clu-prod/f", "/opt/content/onramp/f"),
        "[/a/, /clu-prod/]",
        List.of("/clu-prod/f", "/a/f"),
        "/a/,/b/",
        List.of("/a/f", "/b/f"));
  }

  private static Setting testingPath(String section, Function<Config, BasePaths> paths) {
    Function<Config, Object> read =
        config ->
            Stream.of("/testing/f", "/a/f", "/b/f")
                .filter(path -> isAt(paths.apply(config), path, Channel.TESTING))
                .toList();
    return new Setting(
        section + ".testingPath",
        YamlReader.variable("LIVEMIRROR", section + ".testingPath"),
        read,
        List.of("/testing/f"),
        "/a/",
        List.of("/a/f"),
        "",
        List.of());
  }

  private static boolean isAt(BasePaths paths, String path, Channel channel) {
    return paths.find(path).equals(Optional.of(new BasePaths.Place(channel, "f")));
  }

  private static Config parse(String yaml, Map<String, String> environment) throws Exception {
    return Config.parse("t.yaml", yaml, FOLDER, environment);
  }

  private static String origin(Config config, String path) {
    return config.effective().stream()
        .filter(each -> each.path().equals(path))
        .map(Effective::origin)
        .reduce((one, other) -> "twice")
        .orElse("absent");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void setting_leftOut_hasItsDefault(Setting setting) throws Exception {
    Config config = parse("", Map.of());

    assertThat(setting.read().apply(config)).isEqualTo(setting.byDefault());
    assertThat(origin(config, setting.path())).isEqualTo("default");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void setting_inTheFile_winsOverTheDefault(Setting setting) throws Exception {
    Config config = parse(setting.yaml(), Map.of());

    assertThat(setting.read().apply(config)).isEqualTo(setting.fromFile());
    assertThat(origin(config, setting.path())).isEqualTo("line " + setting.line());
  }

  @ParameterizedTest
  @MethodSource("settings")
  void setting_inTheEnvironment_winsOverTheFile(Setting setting) throws Exception {
    Config config = parse(setting.yaml(), Map.of(setting.variable(), setting.inEnvironment()));

    assertThat(setting.read().apply(config)).isEqualTo(setting.fromEnvironment());
    assertThat(origin(config, setting.path())).isEqualTo(setting.variable());
  }

  @Test
  void settings_ofThisTest_areAllThereAre() throws Exception {
    assertThat(parse("", Map.of()).effective())
        .extracting(Effective::path)
        .containsExactlyInAnyOrderElementsOf(settings().map(Setting::path).toList());
  }

  @Test
  void environment_ofOtherPrograms_isIgnored() throws Exception {
    Config config = parse("", Map.of("HTTP_PORT", "1", "LIVEMIRROR_KEY_PASSWORD", "x"));

    assertThat(config.http().port()).isEqualTo(7070);
  }

  @Test
  void sample_ofTheInterface_loads() throws Exception {
    Config config =
        parse(
            """
            data: ./data
            http: {bind: 0.0.0.0, port: 7070}
            ftp: {bind: 0.0.0.0, port: 2121, passivePorts: 30000-30099}
            admin: {bind: 127.0.0.1, port: 7071}
            trust:
              anchors: [roots/*.pem]
              signer: {organizationalUnit: "Product Group - LiveUpdate"}
            sources:
              - name: upstream
                url: http://liveupdate.symantecliveupdate.com/      # http(s)://, ftp(s)://, file:
                schedule: "0 */4 * * *"
                products:
                  - {product: "SESC Virus Definitions Win32 v11", version: "MicroDefsB.*", language: SymAllLanguages}
            """,
            Map.of());

    assertThat(config.trust().anchors()).containsExactly(FOLDER.resolve("roots/*.pem"));
    assertThat(config.sources()).hasSize(1);
    Config.SourceConfig source = config.sources().get(0);
    assertThat(source.name()).isEqualTo("upstream");
    assertThat(source.url()).hasToString("http://liveupdate.symantecliveupdate.com/");
    assertThat(source.selection().isLiteral()).isTrue();
    assertThat(source.schedule().orElseThrow().untilNext(ZonedDateTime.parse("2011-08-25T15:23Z")))
        .contains(Duration.ofMinutes(37));
  }

  @Test
  void load_ofANamedFile_takesPathsFromItsFolder(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("etc/mirror.yaml");
    Files.createDirectories(folder.resolve("etc"));
    Files.writeString(file, "data: ../store\ntrust: {anchors: root.pem}\n");

    Config config = Config.load(Optional.of(file), Map.of("LIVEMIRROR_TRUST_INTERMEDIATES", "x"));

    assertThat(config.data()).isEqualTo(folder.resolve("store"));
    assertThat(config.trust().anchors()).containsExactly(folder.resolve("etc/root.pem"));
    assertThat(config.trust().intermediates()).containsExactly(folder.resolve("etc/x"));
  }

  @Test
  void load_withoutAFile_hasDefaultsInTheWorkingFolder() throws Exception {
    assertThat(Config.DEFAULT_FILE).doesNotExist();

    Config config = Config.load(Optional.empty(), Map.of());

    assertThat(config.data()).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(config.sources()).isEmpty();
  }

  @Test
  void load_ofAFileThatIsNotThere_isAProblemOfTheConfiguration(@TempDir Path folder) {
    Path file = folder.resolve("absent.yaml");

    assertThatThrownBy(() -> Config.load(Optional.of(file), Map.of()))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(file + ": found no such file (expected the settings)"));
  }

  @Test
  void load_ofAFolder_saysWhich(@TempDir Path folder) {
    assertThatThrownBy(() -> Config.load(Optional.of(folder), Map.of()))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void load_ofAFileThatIsNotUtf8_saysSo(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("latin1.yaml");
    Files.write(file, new byte[] {'d', 'a', 't', 'a', ':', ' ', (byte) 0xe9, '\n'});

    assertThatThrownBy(() -> Config.load(Optional.of(file), Map.of()))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(file + ": found bytes that are not UTF-8 (expected text)"));
  }
}
