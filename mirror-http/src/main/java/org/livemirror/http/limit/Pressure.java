package org.livemirror.http.limit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Whether the plane has so much to do that further requests are better sent away with 503 and
 * Retry-After: too many exchanges under way, or too much work waiting for a thread.
 *
 * <p>Work that waits counts from nine tenths of the queue on, and until it is down to three
 * quarters, so that the plane does not change its mind with every request, and what was begun still
 * finds a place. Safe for all threads.
 */
public final class Pressure {
  private final int limit;
  private final IntSupplier waiting;
  private final int high;
  private final int low;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean backedUp;

  /**
   * @param limit exchanges under way, from the head of the request to the last byte of the answer;
   *     1 at least
   * @param waiting how much work waits for a thread; asked for every request, so it must be quick
   * @param room how much may wait; 1 at least
   */
  public Pressure(int limit, IntSupplier waiting, int room) {
    if (limit < 1 || room < 1) {
      throw new IllegalArgumentException(
          "found a limit of %d and room for %d (expected 1 at least)".formatted(limit, room));
    }
    this.limit = limit;
    this.waiting = waiting;
    this.high = room - room / 10;
    this.low = room - room / 4;
  }

  /**
   * Begins an exchange, if one more can be borne. If so, {@link #leave} must be called once, when
   * it ended.
   */
  public boolean enter() {
    if (isBackedUp()) {
      return false;
    }
    if (inFlight.incrementAndGet() > limit) {
      inFlight.decrementAndGet();
      return false;
    }
    return true;
  }

  private boolean isBackedUp() {
    int now = waiting.getAsInt();
    boolean before = backedUp;
    boolean after = now >= (before ? low : high);
    if (after != before) {
      backedUp = after;
    }
    return after;
  }

  /** An exchange that began has ended. */
  public void leave() {
    inFlight.decrementAndGet();
  }

  /** Exchanges under way. */
  public int inFlight() {
    return inFlight.get();
  }
}
