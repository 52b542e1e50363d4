package org.livemirror.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.livemirror.admin.status.Status;
import org.livemirror.core.event.PullEnd;

/** Statuses to tell. */
public final class Samples {
  private static final Instant STARTED = Instant.parse("2026-11-21T10:00:00Z");

  private Samples() {}

  /** A server that has served for an hour, with one source that was pulled. */
  public static Status status(Optional<String> unready) {
    PullEnd pull =
        new PullEnd(
            "up",
            PullEnd.Result.PUBLISHED,
            STARTED.plusSeconds(10),
            STARTED.plusSeconds(40),
            12_345,
            2,
            "published generation 7");
    return new Status(
        "1.2.3",
        STARTED.plusSeconds(3600),
        STARTED,
        unready,
        false,
        new Status.Listeners(
            Optional.of("http://127.0.0.1:7070/"),
            Optional.of("https://127.0.0.1:7443/"),
            Optional.empty(),
            Optional.empty()),
        new Status.Served(7, STARTED, "pull up", 3, 54_321, Optional.empty()),
        Optional.empty(),
        Optional.of(STARTED.plusSeconds(100)),
        List.of(
            new Status.Source("up", Optional.of(pull), Optional.of(pull.ended()), Optional.empty()),
            new Status.Source("new", Optional.empty(), Optional.empty(), Optional.empty())),
        new Status.Store(
            OptionalLong.of(60_000),
            OptionalLong.of(1_000_000),
            OptionalLong.empty(),
            Optional.of(STARTED),
            Optional.empty()),
        new Status.Scrub(Optional.empty(), Optional.empty(), Optional.empty(), 4),
        new Status.Connections(OptionalLong.of(9), OptionalLong.empty()));
  }
}
