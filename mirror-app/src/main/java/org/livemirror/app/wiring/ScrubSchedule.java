package org.livemirror.app.wiring;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.livemirror.app.config.Config.Scrub;
import org.livemirror.app.config.ConfigException;
import org.livemirror.core.publish.Published;
import org.livemirror.core.scrub.Damage;
import org.livemirror.core.scrub.ScrubReport;
import org.livemirror.core.scrub.Scrubber;
import org.livemirror.store.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrubs while a server runs: on one thread by the schedule, and on another it fetches again what
 * was found damaged, by a round or by a client that could not be served.
 */
final class ScrubSchedule implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(ScrubSchedule.class);

  /** A pull may take that long, and sees to what is damaged itself. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** A blob that could not be had is not asked for again at every request for it. */
  private static final long SUSPECT_AGAIN_NANOS = Duration.ofMinutes(10).toNanos();

  private static final int MAX_SUSPECTS = 10_000;
  private static final Duration STOP = Duration.ofSeconds(5);

  private final Mirror mirror;
  private final Scrub settings;
  private final Scrubber scrubber;
  private final Map<Sha256, Long> suspected = new ConcurrentHashMap<>();
  private final Queue<Damage> waiting = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService scrubbing = thread("scrub");
  private final ScheduledExecutorService repairing = thread("repair");
  private volatile Optional<Ended> last = Optional.empty();
  private volatile Optional<Instant> next = Optional.empty();

  /** How a round ended, as one line, and when. */
  record Ended(Instant time, String result) {}

  private ScrubSchedule(Mirror mirror) {
    this.mirror = mirror;
    this.settings = mirror.config().scrub();
    this.scrubber = mirror.scrubber(PATIENCE);
  }

  static ScrubSchedule start(Mirror mirror, Published published) {
    ScrubSchedule schedule = new ScrubSchedule(mirror);
    published.onSuspect(schedule::suspect);
    if (schedule.settings.bytesPerSecond() > 0) {
      schedule.plan();
    }
    return schedule;
  }

  private static ScheduledExecutorService thread(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The last round of this process. */
  Optional<Ended> last() {
    return last;
  }

  /** When the next round begins; empty if none ever does, and while one runs. */
  Optional<Instant> next() {
    return next;
  }

  private void plan() {
    settings
        .schedule()
        .untilNext(ZonedDateTime.now(ZoneId.systemDefault()))
        .ifPresent(
            wait -> {
              next = Optional.of(mirror.clock().instant().plus(wait));
              var unused = scrubbing.schedule(this::round, wait.toMillis(), TimeUnit.MILLISECONDS);
            });
  }

  private void round() {
    next = Optional.empty();
    try {
      ScrubReport report = scrubber.scrub(settings.bytesPerSecond(), true, this::found);
      report.generations().forEach(each -> LOG.error("scrub: damaged {}", each));
      LOG.info("scrub: {}", ended(ScrubText.summary(report)));
    } catch (InterruptedIOException e) {
      LOG.info("scrub: {}", e.getMessage());
    } catch (IOException | RuntimeException e) {
      LOG.error("scrub: {}", ended("failed: " + e.getMessage()));
    } finally {
      if (!scrubbing.isShutdown()) {
        plan();
      }
    }
  }

  private String ended(String result) {
    last = Optional.of(new Ended(mirror.clock().instant(), result));
    return result;
  }

  private void found(Damage damage) {
    waiting.add(damage);
    later(this::repair);
  }

  /** Called by whoever could not serve a blob, event loops included. */
  private void suspect(Sha256 blob) {
    long now = System.nanoTime();
    if (suspected.size() >= MAX_SUSPECTS) {
      suspected.clear();
    }
    Long before = suspected.get(blob);
    boolean fresh =
        before == null
            ? suspected.putIfAbsent(blob, now) == null
            : now - before > SUSPECT_AGAIN_NANOS && suspected.replace(blob, before, now);
    if (fresh) {
      later(() -> look(blob));
    }
  }

  private void later(Runnable task) {
    try {
      repairing.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: a damaged blob is left to the next start");
    }
  }

  private void look(Sha256 blob) {
    try {
      scrubber.check(blob).ifPresent(waiting::add);
      repair();
    } catch (IOException | RuntimeException e) {
      LOG.error("blob {}: cannot be looked at: {}", blob, e.getMessage());
    }
  }

  private void repair() {
    List<Damage> damages = new ArrayList<>();
    for (Damage each = waiting.poll(); each != null; each = waiting.poll()) {
      damages.add(each);
    }
    if (damages.isEmpty()) {
      return;
    }
    try {
      Map<Sha256, String> lost = mirror.repair(damages, PATIENCE);
      for (Damage each : damages) {
        if (lost.containsKey(each.blob())) {
          LOG.error("not repaired {}: {}", each.entries().get(0).path(), lost.get(each.blob()));
        } else {
          suspected.remove(each.blob());
        }
      }
    } catch (ConfigException | RuntimeException e) {
      LOG.error("nothing was repaired: {}", e.getMessage());
    }
  }

  /** Breaks off what is running; a round goes on there at its next time. */
  @Override
  public void close() throws IOException {
    repairing.shutdownNow();
    scrubbing.shutdownNow();
    try {
      if (!scrubbing.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the scrub did not stop in {}", STOP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
