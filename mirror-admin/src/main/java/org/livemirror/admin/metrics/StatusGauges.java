package org.livemirror.admin.metrics;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.livemirror.admin.status.Status;
import org.livemirror.admin.status.Status.Served;
import org.livemirror.admin.status.Status.Source;

/**
 * A server's status as gauges, all of one moment. What is not known is {@code NaN}: no alert
 * compares true with it. Safe for all threads.
 */
final class StatusGauges {
  private static final String SECONDS = "seconds";
  private static final String BYTES = "bytes";

  private final Binding binding;
  private volatile @Nullable Status status;

  StatusGauges(Binding binding, Collection<String> sources) {
    this.binding = binding;
    binding.gauge("livemirror.ready", null, "1 if clients should be sent here", this::ready);
    bindChannel("production", now -> Optional.of(now.production()));
    bindChannel("testing", Status::testing);
    bindStore();
    sources.forEach(this::bindSource);
    known(
        "livemirror.switching.held",
        null,
        "1 if nothing reaches production by itself",
        now -> flag(now.heldSince().isPresent()));
    String connections = "Connections open now";
    known("livemirror.http.connections", null, connections, now -> or(now.connections().http()));
    known("livemirror.ftp.connections", null, connections, now -> or(now.connections().ftp()));
  }

  /** What the gauges tell from now on; empty while the server is starting. */
  void set(Optional<Status> now) {
    status = now.orElse(null);
  }

  private double ready() {
    Status now = status;
    return flag(now != null && now.unready().isEmpty());
  }

  private void bindChannel(String channel, Function<Status, Optional<Served>> find) {
    served(channel, find, "number", null, "Number of the generation served", Served::number);
    served(
        channel,
        find,
        "created.timestamp",
        SECONDS,
        "When the generation served was made",
        each -> each.number() == 0 ? Double.NaN : seconds(each.created()));
    served(channel, find, "files", null, "Files served", Served::files);
    served(channel, find, "size", BYTES, "Bytes of the files served", Served::bytes);
    served(
        channel,
        find,
        "damaged",
        null,
        "1 if what should be served is damaged",
        each -> flag(each.damage().isPresent()));
  }

  private void served(
      String channel,
      Function<Status, Optional<Served>> find,
      String name,
      @Nullable String unit,
      String help,
      Function<Served, Number> value) {
    known(
        "livemirror.generation." + name,
        unit,
        help,
        now -> find.apply(now).map(value).orElse(Double.NaN),
        "channel",
        channel);
  }

  private void bindStore() {
    known("livemirror.store.used", BYTES, "All blobs", now -> or(now.store().usedBytes()));
    known(
        "livemirror.store.usable",
        BYTES,
        "What can still be written where the store lies",
        now -> or(now.store().usableBytes()));
    known(
        "livemirror.store.quota",
        BYTES,
        "The greatest sum of all blobs",
        now -> or(now.store().quotaBytes()));
    known(
        "livemirror.blobs.lost",
        null,
        "Blobs damaged or missing and not fetched again yet",
        now -> now.scrub().lostBlobs());
    known(
        "livemirror.scrub.last.timestamp",
        SECONDS,
        "When the last scrub ended",
        now -> or(now.scrub().lastEnded()));
  }

  private void bindSource(String name) {
    known(
        "livemirror.pull.last.good.timestamp",
        SECONDS,
        "When the last pull ended that found nothing wrong",
        now -> or(source(now, name).flatMap(Source::lastGood)),
        "source",
        name);
    known(
        "livemirror.pull.stale.catalogs",
        null,
        "Catalogs without new content for too long, at the last pull",
        now ->
            source(now, name)
                .flatMap(Source::lastPull)
                .<Number>map(pull -> pull.staleCatalogs())
                .orElse(Double.NaN),
        "source",
        name);
  }

  private static Optional<Source> source(Status status, String name) {
    return status.sources().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  private void known(
      String name,
      @Nullable String unit,
      String help,
      Function<Status, Number> value,
      String... labels) {
    binding.gauge(
        name,
        unit,
        help,
        () -> {
          Status now = status;
          return now == null ? Double.NaN : value.apply(now);
        },
        labels);
  }

  private static double flag(boolean set) {
    return set ? 1 : 0;
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }

  private static double or(OptionalLong number) {
    return number.isEmpty() ? Double.NaN : number.getAsLong();
  }

  private static double or(Optional<Instant> time) {
    return time.map(StatusGauges::seconds).orElse(Double.NaN);
  }
}
