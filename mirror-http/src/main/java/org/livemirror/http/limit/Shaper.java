package org.livemirror.http.limit;

import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares out how fast content is sent: to one address, over one line, in all.
 *
 * <p>Connections that share a limit take turns, so each gets the same, and what one does not use is
 * the others'. Schedules follow the local time of the wall clock within a second. Memory: the
 * lines, and the addresses with open shares and at most 4096 more. Safe for all threads.
 */
public final class Shaper {
  /** Limits nothing. */
  public static final Shaper UNLIMITED =
      new Shaper(Shaping.NONE, System::nanoTime, Clock.systemUTC());

  private final LongSupplier clock;
  private final long origin;
  private final @Nullable Limit total;
  private final @Nullable AddressLimits addresses;
  private final NetworkTable<Limit> lines;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * @param clock nanoseconds, as of {@link System#nanoTime}
   * @param wallClock whose zone is that of the schedules
   */
  public Shaper(Shaping shaping, LongSupplier clock, Clock wallClock) {
    this.clock = clock;
    this.origin = clock.getAsLong();
    this.total = shaping.total().isUnlimited() ? null : new Limit(shaping.total(), wallClock, 0);
    this.addresses =
        shaping.perAddress().isUnlimited()
            ? null
            : new AddressLimits(shaping.perAddress(), wallClock);
    List<NetworkTable.Row<Limit>> rows = new ArrayList<>();
    for (Shaping.Line line : shaping.lines()) {
      Limit limit = new Limit(line.rate(), wallClock, 0);
      line.networks().forEach(network -> rows.add(new NetworkTable.Row<>(network, limit)));
    }
    this.lines = new NetworkTable<>(rows);
  }

  /**
   * The share of a connection, or of one request where a proxy tells who asks. {@link
   * Share#UNLIMITED} if nothing limits it.
   */
  public Share open(InetAddress client) {
    if (total == null && addresses == null && lines.isEmpty()) {
      return Share.UNLIMITED;
    }
    Address address = Address.of(client);
    List<Limit> limits = new ArrayList<>(3);
    Runnable onClose = () -> {};
    if (addresses != null) {
      AddressLimits counted = addresses;
      long key = address.key();
      limits.add(counted.open(key, now()));
      onClose = () -> counted.close(key, now());
    }
    Limit line = lines.find(address);
    if (line != null) {
      limits.add(line);
    }
    if (total != null) {
      limits.add(total);
    }
    if (limits.isEmpty()) {
      return Share.UNLIMITED;
    }
    open.incrementAndGet();
    Runnable andThen = onClose;
    return new Share(
        limits.toArray(Limit[]::new),
        this::now,
        () -> {
          open.decrementAndGet();
          andThen.run();
        });
  }

  /** Shares that are open, those without limits aside. */
  public int open() {
    return open.get();
  }

  private long now() {
    return clock.getAsLong() - origin;
  }
}
