package org.livemirror.http.limit;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What networks stand for; of networks that overlap, the one with the longest prefix counts.
 *
 * <p>Networks are cut once into ranges that do not overlap, so a look-up is one binary search,
 * whatever lies within what. Immutable.
 */
final class NetworkTable<V> {
  /** A network and its value; of the same network twice, the later counts. */
  record Row<V>(Network network, V value) {}

  private final Ranges<V> ipv4;
  private final Ranges<V> ipv6;

  NetworkTable(List<Row<V>> rows) {
    List<Row<V>> shortestFirst = new ArrayList<>(rows);
    shortestFirst.sort(Comparator.comparingInt(row -> row.network().bits()));
    this.ipv4 = new Ranges<>(cut(shortestFirst, false));
    this.ipv6 = new Ranges<>(cut(shortestFirst, true));
  }

  /** The value of the longest network that an address is in; null if it is in none. */
  @Nullable V find(Address address) {
    return (address.ipv6() ? ipv6 : ipv4).find(address.high(), address.low());
  }

  boolean isEmpty() {
    return ipv4.isEmpty() && ipv6.isEmpty();
  }

  /**
   * From where on which value holds. A longer prefix is laid over a shorter one, which it lies in
   * or is apart from, so nothing ends or begins within it yet.
   */
  private static <V> NavigableMap<BigInteger, Optional<V>> cut(List<Row<V>> rows, boolean ipv6) {
    NavigableMap<BigInteger, Optional<V>> cuts = new TreeMap<>();
    for (Row<V> row : rows) {
      if (row.network().first().ipv6() == ipv6) {
        BigInteger first = number(row.network().first());
        BigInteger after = number(row.network().last()).add(BigInteger.ONE);
        Map.Entry<BigInteger, Optional<V>> there = cuts.floorEntry(after);
        Optional<V> beyond = there == null ? Optional.empty() : there.getValue();
        cuts.put(first, Optional.of(row.value()));
        if (after.bitLength() <= row.network().first().width()) {
          cuts.put(after, beyond);
        }
      }
    }
    return cuts;
  }

  private static BigInteger number(Address address) {
    return new BigInteger(
        1, ByteBuffer.allocate(16).putLong(address.high()).putLong(address.low()).array());
  }

  /** Ranges in order; each lasts until the next begins. */
  private static final class Ranges<V> {
    private final long[] highs;
    private final long[] lows;
    private final List<Optional<V>> values;

    Ranges(NavigableMap<BigInteger, Optional<V>> cuts) {
      this.highs =
          cuts.keySet().stream().mapToLong(cut -> cut.shiftRight(64).longValue()).toArray();
      this.lows = cuts.keySet().stream().mapToLong(BigInteger::longValue).toArray();
      this.values = List.copyOf(cuts.values());
    }

    boolean isEmpty() {
      return highs.length == 0;
    }

    @Nullable V find(long high, long low) {
      int from = 0;
      int to = highs.length;
      while (from < to) {
        int middle = (from + to) >>> 1;
        int order = Long.compareUnsigned(highs[middle], high);
        if (order < 0 || (order == 0 && Long.compareUnsigned(lows[middle], low) <= 0)) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from == 0 ? null : values.get(from - 1).orElse(null);
    }
  }
}
