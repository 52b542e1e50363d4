package org.livemirror.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one deadline that a connection has at a time. Putting it off costs nothing: a timer that
 * comes too early is set again. For the channel's event loop.
 */
final class Deadline {
  /** How many times within the time something is looked at for progress. */
  private static final int LOOKS = 4;

  private final ChannelHandlerContext ctx;
  private @Nullable Future<?> timer;
  private long timerNanos;
  private long dueNanos;
  private @Nullable Runnable action;

  Deadline(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** Runs {@code then} after {@code time}, unless another deadline is set first. */
  void in(Duration time, Runnable then) {
    dueNanos = System.nanoTime() + time.toNanos();
    action = then;
    if (timer != null && timerNanos - dueNanos > 0) {
      timer.cancel(false);
      timer = null;
    }
    if (timer == null) {
      schedule();
    }
  }

  private void schedule() {
    timerNanos = dueNanos;
    timer =
        ctx.executor()
            .schedule(
                this::reached, Math.max(0, dueNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  private void reached() {
    timer = null;
    Runnable now = action;
    if (now == null) {
      return;
    }
    if (dueNanos - System.nanoTime() > 0) {
      schedule();
    } else {
      action = null;
      now.run();
    }
  }

  /**
   * Runs {@code then} when for {@code time} neither {@code progress} nor what waits to go out has
   * changed; notices within a quarter of that time more.
   */
  void whenStill(Duration time, LongSupplier progress, Runnable then) {
    look(time.dividedBy(LOOKS), 0, Output.now(ctx, progress), progress, then);
  }

  private void look(Duration pause, int still, Output last, LongSupplier progress, Runnable then) {
    in(
        pause,
        () -> {
          Output now = Output.now(ctx, progress);
          int stillNow = now.equals(last) ? still + 1 : 0;
          if (stillNow == LOOKS) {
            then.run();
          } else {
            look(pause, stillNow, now, progress, then);
          }
        });
  }

  /** Nothing happens any more. */
  void cancel() {
    action = null;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  /** How far the socket has got with what it was given. */
  private record Output(long progress, long pendingBytes, long partBytes) {
    static Output now(ChannelHandlerContext ctx, LongSupplier progress) {
      ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
      return buffer == null
          ? new Output(progress.getAsLong(), 0, 0)
          : new Output(
              progress.getAsLong(), buffer.totalPendingWriteBytes(), buffer.currentProgress());
    }
  }
}
