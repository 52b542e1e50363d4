package org.livemirror.http.limit;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may send. The writer asks {@link #grant} before each piece; if it gets 0 it
 * asks again after {@link #waitNanos}.
 *
 * <p>Each limit is a turn to wait for, the narrowest first: the address, the line, all. For one
 * thread at a time; {@link #UNLIMITED} for all. Must be closed, except {@link #UNLIMITED}.
 */
public final class Share implements AutoCloseable {
  /** As much as is wanted, at any time. */
  public static final Share UNLIMITED = new Share(new Limit[0], () -> 0, () -> {});

  private final Limit[] limits;
  private final Limit.@Nullable Slot[] slots;
  private final LongSupplier now;
  private final Runnable onClose;
  private int turn;
  private long pending;
  private boolean closed;

  Share(Limit[] limits, LongSupplier now, Runnable onClose) {
    this.limits = limits;
    this.slots = new Limit.@Nullable Slot[limits.length];
    this.now = now;
    this.onClose = onClose;
  }

  /** Whether nothing limits it: the writer need not ask. It never changes. */
  public boolean isUnlimited() {
    return limits.length == 0;
  }

  /**
   * How many bytes may go out now: 0, or some of those wanted, which then count as sent. Not many
   * at a time, at most 1 MiB, so that others have their turn.
   *
   * @param wantedBytes what is left to send; 1 at least
   */
  public long grant(long wantedBytes) {
    if (limits.length == 0) {
      return wantedBytes;
    }
    if (wantedBytes <= 0 || closed) {
      return 0;
    }
    long time = now.getAsLong();
    if (pending == 0) {
      begin(wantedBytes, time);
    }
    while (turn < limits.length) {
      Limit.Slot slot = slots[turn];
      if (slot == null || slot.isPast(time)) {
        if (slot != null) {
          limits[turn].end();
        }
        slot = limits[turn].reserve(pending, time);
        slots[turn] = slot;
      }
      if (slot.start() > time) {
        return 0;
      }
      limits[turn].end();
      turn++;
    }
    long granted = Math.min(pending, wantedBytes);
    giveBack(limits.length, pending - granted);
    pending = 0;
    return granted;
  }

  private void begin(long wantedBytes, long time) {
    pending = wantedBytes;
    for (int i = 0; i < limits.length; i++) {
      pending = Math.min(pending, limits[i].slotBytes(time));
      slots[i] = null;
    }
    turn = 0;
  }

  private void giveBack(int turns, long bytes) {
    for (int i = 0; i < turns && bytes > 0; i++) {
      Limit.Slot slot = slots[i];
      if (slot != null) {
        limits[i].giveBack(slot, bytes);
      }
    }
  }

  /** Nanoseconds until it is worth asking again, after {@link #grant} gave 0. */
  public long waitNanos() {
    Limit.Slot slot = turn == limits.length ? null : slots[turn];
    return slot == null ? 0 : Math.max(0, slot.start() - now.getAsLong());
  }

  /** Nothing more is sent. What was reserved and not sent is others'. More than once is once. */
  @Override
  public void close() {
    if (limits.length == 0 || closed) {
      return;
    }
    closed = true;
    if (pending > 0) {
      giveBack(turn + 1, pending);
      limits[turn].end();
    }
    onClose.run();
  }
}
