package org.livemirror.http.limit;

import java.util.function.LongSupplier;

/**
 * A token bucket for each of many numbers, in a table of fixed size.
 *
 * <p>A bucket is the time at which it is full again (the generic cell rate algorithm), so one that
 * is full needs no place. A number has eight places it may be in; where all eight are taken by
 * buckets that are not full, the one that is nearest to full is forgotten. So a flood of many
 * numbers gives some a full bucket too early; it never empties another's. Which places are whose is
 * seeded, so nobody can choose them. Safe for all threads.
 */
final class Buckets {
  private static final int WAYS = 8;
  private static final int LOCKS = 64;

  private final long[] keys;
  private final long[] fullAt;
  private final Object[] locks = new Object[LOCKS];
  private final int sets;
  private final long seed;
  private final long interval;
  private final long slack;
  private final LongSupplier clock;
  private final long origin;

  /**
   * @param intervalNanos between two tokens
   * @param burst tokens in a full bucket; 1 at least
   * @param places a power of two, 8 at least; 16 bytes each
   * @param clock nanoseconds
   */
  Buckets(long intervalNanos, int burst, int places, long seed, LongSupplier clock) {
    this.keys = new long[places];
    this.fullAt = new long[places];
    this.sets = places / WAYS;
    this.seed = seed;
    this.interval = intervalNanos;
    this.slack = intervalNanos * (burst - 1);
    this.clock = clock;
    this.origin = clock.getAsLong();
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** Takes a token; 0 if there was one, else the nanoseconds until there is. */
  long take(long key) {
    return look(key, true);
  }

  /** The nanoseconds until there is a token; 0 if there is. */
  long untilToken(long key) {
    return look(key, false);
  }

  /** Puts back a token that was taken. */
  void giveBack(long key) {
    int set = set(key);
    synchronized (locks[set & (LOCKS - 1)]) {
      int place = place(set * WAYS, key);
      if (keys[place] == key) {
        fullAt[place] -= interval;
      }
    }
  }

  private long look(long key, boolean take) {
    long now = clock.getAsLong() - origin;
    int set = set(key);
    synchronized (locks[set & (LOCKS - 1)]) {
      int place = place(set * WAYS, key);
      long full = keys[place] == key ? Math.max(fullAt[place], now) : now;
      long wait = full - now - slack;
      if (wait > 0) {
        return wait;
      }
      if (take) {
        keys[place] = key;
        fullAt[place] = full + interval;
      }
      return 0;
    }
  }

  /** Where a number is, or where it may be put. */
  private int place(int first, long key) {
    int earliest = first;
    for (int i = first; i < first + WAYS; i++) {
      if (keys[i] == key) {
        return i;
      }
      if (fullAt[i] < fullAt[earliest]) {
        earliest = i;
      }
    }
    return earliest;
  }

  private int set(long key) {
    long mixed = (key ^ seed) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    return (int) ((mixed >>> 32) & (sets - 1));
  }
}
