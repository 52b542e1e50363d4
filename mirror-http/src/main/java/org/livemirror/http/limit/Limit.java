package org.livemirror.http.limit;

import java.time.Clock;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One rate that connections share, first come first served.
 *
 * <p>Time is cut into slots, one after the other, each as long as its bytes take at the rate. A
 * connection has one slot at a time and asks for the next when it has used it, so connections that
 * always have something to send take turns, and one that has nothing to send, or whose client does
 * not take it, holds up nobody. A slot given back is the next one's. A limit that was idle begins
 * its slots a little in the past: that is the burst.
 *
 * <p>From its beginning it lets through no more than rate × time + {@link #burst}. Safe for all
 * threads. Times are nanoseconds from the same origin.
 */
final class Limit {
  /** Bytes of a slot where the rate does not ask for less or more. */
  private static final long MIN_SLOT = 2 << 10;

  private static final long MAX_SLOT = 256 << 10;
  private static final long MIN_BURST = 16 << 10;

  /** How much goes out before the schedule is asked again, while there is no limit. */
  private static final long UNLIMITED_SLOT = 1 << 20;

  private static final long SECOND = 1_000_000_000L;

  /** A slot not used for so long is lost: else many could be used at one time. */
  private static final long MAX_LATE = SECOND;

  private static final long LOOK_AT_SCHEDULE = SECOND;

  /** A part of the time: from {@code start} on these bytes may go out, at the rate of then. */
  record Slot(long start, long bytes, long rate) {
    boolean isPast(long now) {
      return now - start > MAX_LATE;
    }
  }

  private final Rate rates;
  private final Clock wallClock;
  private final PriorityQueue<Slot> givenBack =
      new PriorityQueue<>(Comparator.comparingLong(Slot::start));
  private long rate;
  private long lookAgain;
  private long next;
  private int waiting;

  Limit(Rate rates, Clock wallClock, long now) {
    this.rates = rates;
    this.wallClock = wallClock;
    this.rate = rates.at(LocalDateTime.now(wallClock));
    this.lookAgain = now + LOOK_AT_SCHEDULE;
    this.next = now - slack();
  }

  /** What may go out at once after a pause: a quarter of a second's worth, 16 KiB at least. */
  static long burst(long rate) {
    return Math.max(MIN_BURST, rate / 4);
  }

  private static long longestSlot(long rate) {
    return Math.min(MAX_SLOT, Math.max(MIN_SLOT, rate / 20));
  }

  /** How far in the past slots may begin; the longest slot makes it up to the burst. */
  private long slack() {
    // as a double: at great rates the product is beyond 63 bits
    return rate == 0 ? 0 : (long) ((burst(rate) - longestSlot(rate)) * (double) SECOND / rate);
  }

  private long nanos(long bytes) {
    return (bytes * SECOND + rate - 1) / rate;
  }

  private void look(long now) {
    if (rates.schedule().isPresent() && now >= lookAgain) {
      lookAgain = now + LOOK_AT_SCHEDULE;
      long before = rate;
      rate = rates.at(LocalDateTime.now(wallClock));
      if (rate != before) {
        // Slots that are out keep their times; new ones follow at the new rate.
        givenBack.clear();
      }
    }
  }

  /**
   * How many bytes a slot should have now: a twentieth of a second's worth, less if so many wait
   * that a round would take longer than half a second.
   */
  synchronized long slotBytes(long now) {
    look(now);
    return rate == 0
        ? UNLIMITED_SLOT
        : Math.min(longestSlot(rate), Math.max(MIN_SLOT, rate / (2L * (waiting + 1))));
  }

  /** The next slot; {@link #end} must follow. */
  synchronized Slot reserve(long bytes, long now) {
    look(now);
    waiting++;
    if (rate == 0) {
      return new Slot(now, bytes, 0);
    }
    Slot again = again(bytes, now);
    if (again != null) {
      return again;
    }
    next = Math.max(next, now - slack());
    Slot slot = new Slot(next, bytes, rate);
    next += nanos(bytes);
    return slot;
  }

  /** The earliest slot that was given back, if it is long enough; what is left of it stays. */
  private @Nullable Slot again(long bytes, long now) {
    while (!givenBack.isEmpty() && givenBack.element().start() < now - slack()) {
      givenBack.remove();
    }
    Slot first = givenBack.peek();
    if (first == null || first.bytes() < bytes) {
      return null;
    }
    givenBack.remove();
    if (first.bytes() - bytes >= MIN_SLOT) {
      givenBack.add(new Slot(first.start() + nanos(bytes), first.bytes() - bytes, rate));
    }
    return new Slot(first.start(), bytes, rate);
  }

  /** The slot is not waited for any more. */
  synchronized void end() {
    waiting--;
  }

  /** {@code bytes} of a slot, 1 at least, were not sent: its last ones. They are for others. */
  synchronized void giveBack(Slot slot, long bytes) {
    if (rate != 0 && slot.rate() == rate) {
      givenBack.add(new Slot(slot.start() + nanos(slot.bytes() - bytes), bytes, rate));
    }
  }

  /** Whether nothing is left of what it let through: a new one would let through no more. */
  synchronized boolean isFresh(long now) {
    return next <= now - slack();
  }
}
