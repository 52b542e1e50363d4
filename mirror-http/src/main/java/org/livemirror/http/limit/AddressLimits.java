package org.livemirror.http.limit;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/**
 * A limit for each address that has connections, and for some that had: who closes and comes again
 * gets no new burst. Safe for all threads.
 *
 * <p>Once 4096 addresses are idle, all idle ones are forgotten that would have their whole burst
 * again; if that is less than half of them, all idle ones.
 */
final class AddressLimits {
  static final int MAX_IDLE = 4096;

  private static final class Counted {
    private final Limit limit;
    private int shares;

    Counted(Limit limit) {
      this.limit = limit;
    }
  }

  private final Rate rate;
  private final Clock wallClock;
  private final Map<Long, Counted> limits = new HashMap<>();
  private int idle;

  AddressLimits(Rate rate, Clock wallClock) {
    this.rate = rate;
    this.wallClock = wallClock;
  }

  synchronized Limit open(long address, long now) {
    Counted counted = limits.get(address);
    if (counted == null) {
      counted = new Counted(new Limit(rate, wallClock, now));
      limits.put(address, counted);
    } else if (counted.shares == 0) {
      idle--;
    }
    counted.shares++;
    return counted.limit;
  }

  synchronized void close(long address, long now) {
    Counted counted = limits.get(address);
    if (counted != null && --counted.shares == 0 && ++idle >= MAX_IDLE) {
      limits.values().removeIf(each -> each.shares == 0 && each.limit.isFresh(now));
      idle = (int) limits.values().stream().filter(each -> each.shares == 0).count();
      if (idle > MAX_IDLE / 2) {
        limits.values().removeIf(each -> each.shares == 0);
        idle = 0;
      }
    }
  }

  synchronized int size() {
    return limits.size();
  }
}
