package org.livemirror.app.wiring;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.livemirror.core.publish.Releases;
import org.livemirror.core.scrub.ScrubState;
import org.livemirror.store.ContentStore;

/**
 * Looks at the store now and then, so that telling the status never has to: what was decided and
 * what is lost every few seconds, how much is used every few minutes, a bucket more seldom. Safe
 * for all threads.
 */
final class StoreWatch implements Closeable {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration COUNT = Duration.ofMinutes(5);

  /** Each look is paid for, in money and in time. */
  private static final int IN_A_BUCKET = 12;

  private final ContentStore store;
  private final Clock clock;
  private final Duration countEvery;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread watch = new Thread(task, "store-watch");
            watch.setDaemon(true);
            return watch;
          });
  private volatile Seen seen =
      new Seen(
          OptionalLong.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          0,
          Optional.empty());

  /**
   * What was seen last.
   *
   * @param usedBytes all blobs together; empty until they were counted
   * @param problem why the store could not be looked at; the rest is older then
   */
  record Seen(
      OptionalLong usedBytes,
      Optional<Instant> countedAt,
      OptionalLong usableBytes,
      Optional<Instant> heldSince,
      int lostBlobs,
      Optional<String> problem) {
    Seen with(String trouble) {
      return new Seen(
          usedBytes, countedAt, usableBytes, heldSince, lostBlobs, Optional.of(trouble));
    }
  }

  private StoreWatch(ContentStore store, Clock clock, Duration countEvery) {
    this.store = store;
    this.clock = clock;
    this.countEvery = countEvery;
  }

  static StoreWatch start(ContentStore store, Clock clock) {
    int times = store.blobs().isLocal() ? 1 : IN_A_BUCKET;
    StoreWatch watch = new StoreWatch(store, clock, COUNT.multipliedBy(times));
    ScheduledFuture<?> unused =
        watch.thread.scheduleWithFixedDelay(
            watch::look,
            FIRST.toMillis(),
            LOOK.multipliedBy(times).toMillis(),
            TimeUnit.MILLISECONDS);
    return watch;
  }

  Seen seen() {
    return seen;
  }

  private void look() {
    try {
      Seen before = seen;
      Instant now = clock.instant();
      boolean count =
          before.countedAt().isEmpty()
              || Duration.between(before.countedAt().get(), now).compareTo(countEvery) >= 0;
      seen =
          new Seen(
              count ? OptionalLong.of(usedBytes()) : before.usedBytes(),
              count ? Optional.of(now) : before.countedAt(),
              store.usableBytes(),
              Releases.read(store.documents()).heldSince(),
              ScrubState.read(store.documents()).lostCount(),
              Optional.empty());
    } catch (IOException | RuntimeException e) {
      seen = seen.with(String.valueOf(e.getMessage()));
    }
  }

  private long usedBytes() throws IOException {
    AtomicLong sum = new AtomicLong();
    store.blobs().forEach((blob, sizeBytes, stored) -> sum.addAndGet(sizeBytes));
    return sum.get();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
