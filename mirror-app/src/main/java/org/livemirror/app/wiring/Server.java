package org.livemirror.app.wiring;

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.livemirror.admin.status.Status;
import org.livemirror.app.config.Config;
import org.livemirror.app.config.ConfigException;
import org.livemirror.core.publish.Channels;
import org.livemirror.core.publish.Published;
import org.livemirror.ftp.FtpPlane;
import org.livemirror.ftp.FtpSettings;
import org.livemirror.ftp.data.PortRange;
import org.livemirror.http.HttpPlane;
import org.livemirror.http.HttpSettings;
import org.livemirror.http.access.AccessLog;
import org.livemirror.http.exchange.HttpEvents;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.limit.Protection;
import org.livemirror.http.tls.TlsFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running mirror: published content → listeners → schedule → ready; {@link #close()} undoes it in
 * reverse.
 *
 * <p>Follows the store's pointer every second, so that a pull by another process is served as well.
 * Safe for all threads.
 */
public final class Server implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Duration FOLLOW = Duration.ofSeconds(1);
  private static final Duration FTP_DRAIN = Duration.ofSeconds(20);
  private static final int BLOCKING_THREADS = 16;
  private static final int BLOCKING_QUEUE = 10_000;

  private final Published published;
  private final Optional<HttpPlane> http;
  private final Optional<FtpPlane> ftp;
  private final Operator operator;
  private final Optional<Integer> adminPort;
  private final Config config;
  private final Deque<Closeable> closing;
  private volatile boolean draining;

  private Server(
      Config config,
      Published published,
      Optional<HttpPlane> http,
      Optional<FtpPlane> ftp,
      Operator operator,
      Deque<Closeable> closing)
      throws IOException {
    this.config = config;
    this.published = published;
    this.http = http;
    this.ftp = ftp;
    this.operator = operator;
    this.adminPort = operator.port();
    this.closing = closing;
  }

  /**
   * Starts serving what the mirror publishes, and pulling by its schedule. The mirror stays the
   * caller's to close.
   *
   * @throws ConfigException if the file of passwords or those of HTTPS are unusable
   */
  public static Server start(Mirror mirror) throws IOException, ConfigException {
    Deque<Closeable> closing = new ArrayDeque<>();
    try {
      Config config = mirror.config();
      Operator operator = Operator.start(mirror);
      closing.push(operator);
      Published published = mirror.published();
      Channels channels = channels(mirror, published);
      ThreadPoolExecutor blocking = blockingThreads();
      closing.push(() -> blocking.shutdownNow());
      Optional<FtpPlane> ftp = Optional.empty();
      if (config.ftp().enabled()) {
        FtpPlane plane =
            FtpPlane.start(settings(config.ftp()), channels, mirror.events(), blocking);
        ftp = Optional.of(plane);
        closing.push(plane::close);
      }
      Optional<HttpPlane> http = Optional.empty();
      List<Runnable> everySecond = new ArrayList<>();
      if (config.http().listens()) {
        HttpEvents events = httpEvents(config.http(), operator, closing);
        Protection protection = Protecting.of(config.http().protection(), blocking, BLOCKING_QUEUE);
        protection.passwords().ifPresent(users -> everySecond.add(users::refresh));
        http =
            Optional.of(
                HttpPlane.start(settings(config.http()), channels, events, protection, blocking));
        closing.push(http.get());
      }
      ScheduledExecutorService follower =
          Executors.newSingleThreadScheduledExecutor(named("follow"));
      AtomicReference<String> trouble = new AtomicReference<>("");
      ScheduledFuture<?> unused =
          follower.scheduleWithFixedDelay(
              () -> {
                follow(channels, trouble);
                everySecond.forEach(Server::tryTo);
              },
              FOLLOW.toMillis(),
              FOLLOW.toMillis(),
              TimeUnit.MILLISECONDS);
      closing.push(() -> follower.shutdownNow());
      PullSchedule pulls = PullSchedule.start(mirror, published);
      closing.push(pulls);
      ScrubSchedule scrubs = ScrubSchedule.start(mirror, published);
      closing.push(scrubs);
      StoreWatch watch = StoreWatch.start(mirror.store(), mirror.clock());
      closing.push(watch);
      Server server = new Server(config, published, http, ftp, operator, closing);
      operator.serving(
          new ServerStatus(mirror, server, channels, operator.pulls(), pulls, scrubs, watch));
      return server;
    } catch (TlsFileException e) {
      closeAll(closing);
      throw Https.problem(e);
    } catch (IOException | ConfigException | RuntimeException e) {
      closeAll(closing);
      throw e;
    }
  }

  /** Log and metrics of the HTTP plane; closed after it. */
  private static HttpEvents httpEvents(
      Config.Http http, Operator operator, Deque<Closeable> closing) {
    if (http.accessLog().isEmpty()) {
      return operator.httpEvents();
    }
    AccessLog accessLog = AccessLog.start(http.accessLog().get(), Clock.systemUTC());
    closing.push(accessLog);
    return HttpEvents.both(accessLog, operator.httpEvents());
  }

  private static ThreadPoolExecutor blockingThreads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            BLOCKING_THREADS,
            BLOCKING_THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(BLOCKING_QUEUE),
            named("blocking"));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private static ThreadFactory named(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  private static HttpSettings settings(Config.Http http) throws UnknownHostException {
    return new HttpSettings(
        InetAddress.getByName(http.bind()),
        http.enabled() ? OptionalInt.of(http.port()) : OptionalInt.empty(),
        http.basePaths(),
        http.listing(),
        http.maxRanges(),
        http.https().tls(),
        new Networks(http.proxyProtocol()));
  }

  private static FtpSettings settings(Config.Ftp ftp) throws IOException {
    Optional<Inet4Address> announced = Optional.empty();
    if (ftp.passiveAddress().isPresent()) {
      if (!(InetAddress.getByName(ftp.passiveAddress().get()) instanceof Inet4Address address)) {
        throw new IOException(
            "ftp.passiveAddress: found "
                + ftp.passiveAddress().get()
                + " (expected an IPv4 address)");
      }
      announced = Optional.of(address);
    }
    PortRange ports = new PortRange(ftp.passivePorts().first(), ftp.passivePorts().last());
    return new FtpSettings(
        InetAddress.getByName(ftp.bind()),
        ftp.port(),
        ports,
        announced,
        ftp.basePaths(),
        FTP_DRAIN);
  }

  /** Testing is followed only where it is served. */
  private static Channels channels(Mirror mirror, Published production) throws IOException {
    Config.Http http = mirror.config().http();
    Config.Ftp ftp = mirror.config().ftp();
    boolean serves =
        (http.listens() && http.basePaths().servesTesting())
            || (ftp.enabled() && ftp.basePaths().servesTesting());
    return serves
        ? new Channels(production, Published.testing(mirror.store(), production))
        : Channels.productionOnly(production);
  }

  /** What fails is tried again in a second: whoever schedules it must not give up. */
  private static void tryTo(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("failed, and is tried again", e);
    }
  }

  /** Trouble is told when it comes, when it changes, and when it is over; not every second. */
  private static void follow(Channels channels, AtomicReference<String> trouble) {
    Published production = channels.production();
    Published testing = channels.testing();
    try {
      if (production.refresh()) {
        LOG.info("serving {}", production.current().generation());
      }
      if (testing.refresh() && !testing.current().equals(production.current())) {
        LOG.info("serving {} in testing", testing.current().generation());
      }
      if (!trouble.getAndSet("").isEmpty()) {
        LOG.info("what is published can be loaded again");
      }
    } catch (IOException | RuntimeException e) {
      // Tried again in a second; what was served is still served.
      String message = String.valueOf(e.getMessage());
      if (!message.equals(trouble.getAndSet(message))) {
        LOG.error(
            "cannot load what is published, still serving {}, in testing {}: {}",
            production.current().generation(),
            testing.current().generation(),
            message);
      }
    }
  }

  /** What is served. */
  public Published published() {
    return published;
  }

  /** The HTTP base URL on the loopback or bound address; empty if plain HTTP is off. */
  public Optional<String> httpUrl() {
    return http.filter(plane -> plane.port().isPresent())
        .map(
            plane -> "http://" + shown(config.http().bind()) + ":" + plane.port().getAsInt() + "/");
  }

  /** The HTTPS base URL; empty if HTTPS is off. */
  public Optional<String> httpsUrl() {
    return http.filter(plane -> plane.tlsPort().isPresent())
        .map(
            plane ->
                "https://" + shown(config.http().bind()) + ":" + plane.tlsPort().getAsInt() + "/");
  }

  /** The FTP base URL; empty if FTP is off. */
  public Optional<String> ftpUrl() {
    return ftp.map(plane -> "ftp://" + shown(config.ftp().bind()) + ":" + plane.port() + "/");
  }

  /** The base URL of the operator's port; empty if it is off. */
  public Optional<String> adminUrl() {
    return adminPort.map(port -> "http://" + shown(config.admin().bind()) + ":" + port + "/");
  }

  Instant started() {
    return operator.started();
  }

  boolean isDraining() {
    return draining;
  }

  Status.Connections connections() {
    return new Status.Connections(
        http.isPresent() ? OptionalLong.of(operator.httpConnections()) : OptionalLong.empty(),
        ftp.isPresent() ? OptionalLong.of(ftp.get().connections()) : OptionalLong.empty());
  }

  /** {@code ready http=… https=… ftp=… admin=…}: what scripts wait for. */
  public String readyLine() {
    List<String> parts = new ArrayList<>();
    parts.add("ready");
    httpUrl().ifPresent(url -> parts.add("http=" + url));
    httpsUrl().ifPresent(url -> parts.add("https=" + url));
    ftpUrl().ifPresent(url -> parts.add("ftp=" + url));
    adminUrl().ifPresent(url -> parts.add("admin=" + url));
    return String.join(" ", parts);
  }

  private static String shown(String bind) {
    if (bind.equals("0.0.0.0") || bind.equals("::")) {
      return "127.0.0.1";
    }
    return bind.indexOf(':') >= 0 ? "[" + bind + "]" : bind;
  }

  /**
   * Stops pulling, then listening; answers and transfers under way may end within their drain time.
   * The operator's port tells so until all is done.
   */
  @Override
  public void close() throws IOException {
    draining = true;
    closeAll(closing);
  }

  /**
   * Closes what was started last first: HTTP before FTP, so that readiness ends before anything
   * drains.
   */
  private static void closeAll(Deque<Closeable> closing) throws IOException {
    IOException failed = null;
    for (Closeable each = closing.poll(); each != null; each = closing.poll()) {
      try {
        each.close();
      } catch (IOException e) {
        failed = e;
      }
    }
    if (failed != null) {
      throw failed;
    }
  }
}
