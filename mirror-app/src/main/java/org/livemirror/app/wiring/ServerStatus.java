package org.livemirror.app.wiring;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import org.livemirror.admin.status.Status;
import org.livemirror.app.config.Config.SourceConfig;
import org.livemirror.core.publish.Channels;
import org.livemirror.core.publish.Published;
import org.livemirror.core.publish.Readiness;
import org.livemirror.core.space.SpaceLimits;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;

/** Puts a server's status together from those who know it; reads no store. Safe for all threads. */
final class ServerStatus implements Supplier<Status> {
  private final Mirror mirror;
  private final Server server;
  private final Channels channels;
  private final LastPulls pulls;
  private final PullSchedule schedule;
  private final ScrubSchedule scrubs;
  private final StoreWatch store;

  /** Added up once for each generation. */
  private final Map<Generation, Long> bytes = Collections.synchronizedMap(new WeakHashMap<>());

  ServerStatus(
      Mirror mirror,
      Server server,
      Channels channels,
      LastPulls pulls,
      PullSchedule schedule,
      ScrubSchedule scrubs,
      StoreWatch store) {
    this.mirror = mirror;
    this.server = server;
    this.channels = channels;
    this.pulls = pulls;
    this.schedule = schedule;
    this.scrubs = scrubs;
    this.store = store;
  }

  @Override
  public Status get() {
    StoreWatch.Seen seen = store.seen();
    Published production = channels.production();
    Published testing = channels.testing();
    boolean ahead = !testing.current().equals(production.current());
    return new Status(
        Build.version(),
        mirror.clock().instant(),
        server.started(),
        Readiness.problem(production, server.isDraining()),
        server.isDraining(),
        new Status.Listeners(
            server.httpUrl(), server.httpsUrl(), server.ftpUrl(), server.adminUrl()),
        served(production),
        ahead ? Optional.of(served(testing)) : Optional.empty(),
        seen.heldSince(),
        mirror.config().sources().stream().map(this::source).toList(),
        new Status.Store(
            seen.usedBytes(), seen.usableBytes(), quota(), seen.countedAt(), seen.problem()),
        new Status.Scrub(
            scrubs.last().map(ScrubSchedule.Ended::time),
            scrubs.last().map(ScrubSchedule.Ended::result),
            scrubs.next(),
            seen.lostBlobs()),
        server.connections());
  }

  private Status.Served served(Published published) {
    Generation generation = published.current().generation();
    return new Status.Served(
        generation.number(),
        generation.created(),
        generation.reason(),
        generation.entries().size(),
        bytes.computeIfAbsent(generation, ServerStatus::sum),
        published.damage());
  }

  private static long sum(Generation generation) {
    return generation.entries().stream().mapToLong(Entry::sizeBytes).sum();
  }

  private Status.Source source(SourceConfig source) {
    String name = source.name();
    return new Status.Source(name, pulls.of(name), pulls.lastGood(name), schedule.next(name));
  }

  private OptionalLong quota() {
    long quota = mirror.config().space().quotaBytes();
    return quota == SpaceLimits.NONE.quotaBytes() ? OptionalLong.empty() : OptionalLong.of(quota);
  }
}
