package org.livemirror.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is told to move, in UTC. Safe for all threads. */
public final class SettableClock extends Clock {
  private volatile Instant now;

  public SettableClock(Instant now) {
    this.now = now;
  }

  /** Moves to {@code time}, be it in the past. */
  public void set(Instant time) {
    now = time;
  }

  /** Moves on by {@code duration}. */
  public void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** Zones are not needed where all is in instants. */
  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("found zone " + zone + " (expected instants only)");
  }
}
