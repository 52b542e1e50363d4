package org.livemirror.ftp.data;

import java.util.BitSet;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which ports of a range this server uses. Hands them out in no foreseeable order, so that nobody
 * can wait at the next client's port (RFC 2577 §8). Safe for all threads.
 */
final class FreePorts {
  private final PortRange range;
  private final BitSet taken = new BitSet();

  FreePorts(PortRange range) {
    this.range = range;
  }

  /** A port nobody has, 0 if the system shall choose one; empty if all are taken. */
  synchronized OptionalInt take() {
    if (range.isAny()) {
      return OptionalInt.of(0);
    }
    int start = ThreadLocalRandom.current().nextInt(range.size());
    int free = taken.nextClearBit(start);
    if (free >= range.size()) {
      free = taken.nextClearBit(0);
    }
    if (free >= range.size()) {
      return OptionalInt.empty();
    }
    taken.set(free);
    return OptionalInt.of(range.first() + free);
  }

  /** Gives back what {@link #take()} returned. */
  synchronized void release(int port) {
    if (!range.isAny()) {
      taken.clear(port - range.first());
    }
  }

  synchronized int takenCount() {
    return taken.cardinality();
  }
}
