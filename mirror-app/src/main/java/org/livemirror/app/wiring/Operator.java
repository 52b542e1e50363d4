package org.livemirror.app.wiring;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.livemirror.admin.AdminPlane;
import org.livemirror.admin.AdminSettings;
import org.livemirror.admin.metrics.HttpMeters;
import org.livemirror.admin.metrics.Metrics;
import org.livemirror.admin.metrics.MirrorMeters;
import org.livemirror.admin.status.Status;
import org.livemirror.app.config.Config;
import org.livemirror.app.config.Config.SourceConfig;
import org.livemirror.http.exchange.HttpEvents;

/**
 * The operator's side of a server: what is recorded, and the port that tells it. It listens before
 * anything is served, on a thread of its own as that takes as long as loading a store, and until
 * all is drained. Safe for all threads.
 */
final class Operator implements Closeable {
  private final Config.Admin settings;
  private final Instant started;
  private final LastPulls pulls = new LastPulls();
  private final HttpMeters httpMeters = HttpRecorder.newMeters();
  private final Optional<CompletableFuture<AdminPlane>> plane;

  private final Supplier<Metrics> newMetrics;

  /** Made when all else runs, as that takes long and the ready line need not wait for it. */
  private volatile Optional<CompletableFuture<Metrics>> metrics = Optional.empty();

  private volatile @Nullable Supplier<Status> status;

  private Operator(Mirror mirror) {
    Config config = mirror.config();
    settings = config.admin();
    started = mirror.clock().instant();
    List<String> sources = config.sources().stream().map(SourceConfig::name).toList();
    MirrorMeters meters = new MirrorMeters(sources);
    newMetrics = () -> new Metrics(httpMeters, meters, sources, Build.version());
    if (settings.enabled()) {
      mirror.tell(pulls);
      mirror.tell(meters);
      plane = Optional.of(CompletableFuture.supplyAsync(this::listen, Operator::onItsThread));
    } else {
      plane = Optional.empty();
    }
  }

  /** Records from now on, and begins to listen unless that is off. */
  static Operator start(Mirror mirror) {
    return new Operator(mirror);
  }

  private static void onItsThread(Runnable task) {
    Thread thread = new Thread(task, "admin-start");
    thread.setDaemon(true);
    thread.start();
  }

  private AdminPlane listen() {
    try {
      return AdminPlane.start(
          new AdminSettings(InetAddress.getByName(settings.bind()), settings.port()),
          () -> Optional.ofNullable(status).map(Supplier::get),
          () -> metrics.map(CompletableFuture::join));
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** What is to be told of HTTP exchanges. */
  HttpEvents httpEvents() {
    return plane.isPresent() ? new HttpRecorder(httpMeters) : HttpEvents.NONE;
  }

  /** Tells this from now on. */
  void serving(Supplier<Status> now) {
    status = now;
    if (plane.isPresent()) {
      metrics = Optional.of(CompletableFuture.supplyAsync(newMetrics, Operator::onItsThread));
    }
  }

  Instant started() {
    return started;
  }

  LastPulls pulls() {
    return pulls;
  }

  long httpConnections() {
    return httpMeters.connections();
  }

  /**
   * The port it listens on, as soon as it does; empty if it is off.
   *
   * @throws IOException if it cannot listen
   */
  Optional<Integer> port() throws IOException {
    try {
      return plane.map(CompletableFuture::join).map(AdminPlane::port);
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  @Override
  public void close() {
    // One that could not listen has nothing to be closed.
    plane.ifPresent(future -> future.exceptionally(e -> null).thenAccept(Operator::close).join());
    metrics.ifPresent(
        future -> {
          var unused = future.thenAccept(Metrics::close);
        });
  }

  private static void close(@Nullable AdminPlane plane) {
    if (plane != null) {
      plane.close();
    }
  }
}
