package org.livemirror.admin.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.livemirror.core.event.PullEnd;

/**
 * A server as it is now.
 *
 * @param started when the process began to serve
 * @param unready why clients should not be sent here; empty if they should
 * @param testing what is tested; empty if testing serves the same as production, or is not served
 * @param heldSince since when nothing reaches production by itself; empty if it does
 */
public record Status(
    String version,
    Instant now,
    Instant started,
    Optional<String> unready,
    boolean draining,
    Listeners listeners,
    Served production,
    Optional<Served> testing,
    Optional<Instant> heldSince,
    List<Source> sources,
    Store store,
    Scrub scrub,
    Connections connections) {
  public Status {
    sources = List.copyOf(sources);
  }

  public Duration uptime() {
    return Duration.between(started, now);
  }

  /** Base URLs; empty for what is off. */
  public record Listeners(
      Optional<String> http,
      Optional<String> https,
      Optional<String> ftp,
      Optional<String> admin) {}

  /**
   * The generation that a channel serves; number 0 before the first publish.
   *
   * @param damage what is wrong with the one that should be served; empty if nothing is
   */
  public record Served(
      int number, Instant created, String reason, int files, long bytes, Optional<String> damage) {}

  /**
   * A source of the settings.
   *
   * @param lastPull of this process since its start
   * @param lastGood the end of the last one that found nothing wrong
   * @param next when its schedule pulls it again; empty if it has none
   */
  public record Source(
      String name,
      Optional<PullEnd> lastPull,
      Optional<Instant> lastGood,
      Optional<Instant> next) {}

  /**
   * What the store takes. It is looked at in the background now and then.
   *
   * @param usedBytes all blobs together; empty until they were counted
   * @param usableBytes what can still be written where they lie; empty if nothing limits that
   * @param quotaBytes greatest sum of all blobs; empty if there is none
   * @param countedAt when the blobs were counted
   * @param problem why the store could not be looked at the last time
   */
  public record Store(
      OptionalLong usedBytes,
      OptionalLong usableBytes,
      OptionalLong quotaBytes,
      Optional<Instant> countedAt,
      Optional<String> problem) {}

  /**
   * What is known of damage.
   *
   * @param lastEnded the end of the last round of this process
   * @param lastResult how it ended, as one line
   * @param next when the schedule scrubs again; empty if it never does
   * @param lostBlobs found damaged or missing, and not fetched again yet
   */
  public record Scrub(
      Optional<Instant> lastEnded,
      Optional<String> lastResult,
      Optional<Instant> next,
      int lostBlobs) {}

  /** Connections open now; empty for what is off or not counted. */
  public record Connections(OptionalLong http, OptionalLong ftp) {}
}
