package org.livemirror.admin;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.logging.AccessLogWriter;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.livemirror.admin.metrics.Metrics;
import org.livemirror.admin.status.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's port: socket → {@link AdminAnswers} → health, metrics, status. Only reads, and has
 * no authentication.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><th>limit</th><th>value</th><th>beyond it</th></tr>
 * <tr><td>connections</td><td>{@value #CONNECTIONS}</td><td>closed</td></tr>
 * <tr><td>request line</td><td>{@value #LINE_BYTES} bytes</td><td>414</td></tr>
 * <tr><td>headers</td><td>{@value #HEADER_BYTES} bytes</td><td>431</td></tr>
 * <tr><td>request body</td><td>{@value #BODY_BYTES} bytes</td><td>413</td></tr>
 * <tr><td>streams of an HTTP/2 connection</td><td>{@value #STREAMS}</td><td>refused</td></tr>
 * <tr><td>a request and its answer</td><td>10 s</td><td>503</td></tr>
 * <tr><td>connection on which nothing moves</td><td>30 s</td><td>closed</td></tr>
 * <tr><td>connection's age</td><td>10 min</td><td>closed after its answer</td></tr>
 * </table>
 *
 * <p>Safe for all threads.
 */
public final class AdminPlane implements Closeable {
  static final int CONNECTIONS = 64;
  static final int LINE_BYTES = 2048;
  static final int HEADER_BYTES = 8192;
  static final int BODY_BYTES = 4096;
  static final int STREAMS = 16;

  private static final Logger LOG = LoggerFactory.getLogger(AdminPlane.class);
  private static final int WORKERS = 2;
  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration AGE = Duration.ofMinutes(10);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

  private final Server server;
  private final Loop loop;

  private AdminPlane(Server server, Loop loop) {
    this.server = server;
    this.loop = loop;
  }

  /**
   * Listens, and returns when it does.
   *
   * @param status the server's now, without blocking; empty while it starts
   * @param metrics those of the process, asked for at each scrape; empty while it starts
   * @throws IOException if the address cannot be bound
   */
  public static AdminPlane start(
      AdminSettings settings,
      Supplier<Optional<Status>> status,
      Supplier<Optional<Metrics>> metrics)
      throws IOException {
    Loop loop = new Loop();
    Server server =
        Server.builder()
            .http(new InetSocketAddress(settings.bind(), settings.port()))
            .workerGroup(loop, false)
            .bossGroupFactory(name -> loop)
            .blockingTaskExecutor(WORKERS)
            .maxNumConnections(CONNECTIONS)
            .http1MaxInitialLineLength(LINE_BYTES)
            .http1MaxHeaderSize(HEADER_BYTES)
            .http2MaxHeaderListSize(HEADER_BYTES)
            .http2MaxStreamsPerConnection(STREAMS)
            .maxRequestLength(BODY_BYTES)
            .requestTimeout(REQUEST)
            .idleTimeout(IDLE)
            .maxConnectionAge(AGE)
            .connectionDrainDuration(Duration.ZERO)
            .gracefulShutdownTimeout(Duration.ZERO, LAST_ANSWERS)
            .disableServerHeader()
            .setHeader("X-Content-Type-Options", "nosniff")
            .setHeader("Cache-Control", "no-store")
            .setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
            .setHeader("Cross-Origin-Resource-Policy", "same-origin")
            .accessLogWriter(AccessLogWriter.disabled(), false)
            .meterRegistry(new CompositeMeterRegistry())
            .errorHandler(new Problem())
            .serviceUnder("/", new AdminAnswers(status, metrics))
            .build();
    try {
      server.start().join();
    } catch (CompletionException e) {
      stop(server, loop);
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "admin: cannot listen on %s port %d: %s"
              .formatted(settings.bind().getHostAddress(), settings.port(), cause.getMessage()),
          cause);
    }
    if (!settings.bind().isLoopbackAddress()) {
      LOG.warn(
          "admin: anybody who reaches {} port {} can read status and metrics, as there is no"
              + " authentication yet; see admin.bind",
          settings.bind().getHostAddress(),
          server.activeLocalPort());
    }
    return new AdminPlane(server, loop);
  }

  /** The port it listens on. */
  public int port() {
    return server.activeLocalPort();
  }

  /** Stops; answers under way may end within 2 s. Blocks meanwhile. */
  @Override
  public void close() {
    stop(server, loop);
  }

  private static void stop(Server server, Loop loop) {
    server.close();
    loop.shutdownGracefully().awaitUninterruptibly();
  }
}
