package org.livemirror.app.wiring;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.livemirror.app.config.Config.SourceConfig;
import org.livemirror.app.config.ConfigException;
import org.livemirror.core.publish.Published;
import org.livemirror.core.pull.PullReport;
import org.livemirror.store.PublisherBusyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls each source when its schedule says, one at a time, and in between promotes what has been
 * tested for long enough. What fails is logged and tried again at the next time; a pull that finds
 * the store busy, a minute later.
 */
final class PullSchedule implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(PullSchedule.class);

  private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);
  private static final Duration SHORTEST_LOOK = Duration.ofSeconds(1);

  /** A repair, or a pull by hand, is over soon and no reason to miss a time. */
  private static final Duration WHEN_BUSY = Duration.ofMinutes(1);

  private final Mirror mirror;
  private final Published published;
  private final Map<String, Instant> next = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread puller = new Thread(task, "pull");
            puller.setDaemon(true);
            return puller;
          });

  private PullSchedule(Mirror mirror, Published published) {
    this.mirror = mirror;
    this.published = published;
  }

  static PullSchedule start(Mirror mirror, Published published) {
    PullSchedule schedule = new PullSchedule(mirror, published);
    mirror.config().sources().forEach(schedule::next);
    mirror.config().soak().ifPresent(schedule::lookForSoaked);
    return schedule;
  }

  /** A short soak time is looked after more often than a long one. */
  private void lookForSoaked(Duration soak) {
    Duration shorter = soak.compareTo(LONGEST_LOOK) < 0 ? soak : LONGEST_LOOK;
    Duration every = shorter.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : shorter;
    var unused =
        thread.scheduleWithFixedDelay(
            this::promoteSoaked, 0, every.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void promoteSoaked() {
    try {
      if (mirror.promoteSoaked().isPresent()) {
        boolean unused = published.refresh();
      }
    } catch (PublisherBusyException e) {
      LOG.debug("not looking for what is tested long enough: {}", e.getMessage());
    } catch (IOException | RuntimeException e) {
      LOG.error("cannot promote what is tested long enough: {}", e.getMessage());
    }
  }

  private void next(SourceConfig source) {
    Optional<Duration> wait =
        source
            .schedule()
            .flatMap(cron -> cron.untilNext(ZonedDateTime.now(ZoneId.systemDefault())));
    wait.ifPresent(time -> after(time, source));
  }

  private void after(Duration wait, SourceConfig source) {
    next.put(source.name(), mirror.clock().instant().plus(wait));
    var unused = thread.schedule(() -> run(source), wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** When a source is pulled again; empty if it has no schedule, and while it is being pulled. */
  Optional<Instant> next(String source) {
    return Optional.ofNullable(next.get(source));
  }

  private void run(SourceConfig source) {
    next.remove(source.name());
    boolean busy = false;
    try {
      PullReport report = mirror.pull(source);
      if (report.outcome() instanceof PullReport.Outcome.Refused refused) {
        refused
            .refusals()
            .forEach(
                refusal -> LOG.warn("source {}: refused {}", source.name(), refusal.message()));
        refused
            .setAside()
            .forEach(
                each ->
                    LOG.warn(
                        "source {}: set aside {}: {}", source.name(), each.file(), each.place()));
      }
      report
          .repairs()
          .lost()
          .forEach(
              each ->
                  LOG.error(
                      "source {}: not repaired {}: {}", source.name(), each.path(), each.reason()));
      LOG.info("source {}: {}", source.name(), PullText.summary(report));
      boolean unused = published.refresh();
    } catch (PublisherBusyException e) {
      LOG.info("source {}: {}", source.name(), e.getMessage());
      busy = true;
    } catch (IOException | ConfigException | RuntimeException e) {
      LOG.error(
          "source {}: pull failed, still serving {}: {}",
          source.name(),
          published.current().generation(),
          e.getMessage());
    } finally {
      if (thread.isShutdown()) {
        LOG.debug("source {}: no more pulls", source.name());
      } else if (busy) {
        after(WHEN_BUSY, source);
      } else {
        next(source);
      }
    }
  }

  /** Breaks off a pull that is running; it leaves what is served as it was. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
