package org.livemirror.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one deadline a connection has at a time; setting it again replaces it. For its event loop.
 */
final class Deadline {
  /** How often within the time something is looked at for progress. */
  private static final int LOOKS = 4;

  private final ChannelHandlerContext ctx;
  private @Nullable Future<?> scheduled;

  Deadline(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /** Runs {@code action} after {@code time}. */
  void in(Duration time, Runnable action) {
    cancel();
    scheduled = ctx.executor().schedule(action, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Runs {@code action} when for {@code time} neither {@code progress} nor what waits to go out has
   * changed; notices within a quarter of that time more.
   */
  void whenStill(Duration time, LongSupplier progress, Runnable action) {
    look(time.dividedBy(LOOKS), 0, Output.now(ctx, progress), progress, action);
  }

  private void look(
      Duration pause, int still, Output last, LongSupplier progress, Runnable action) {
    in(
        pause,
        () -> {
          Output now = Output.now(ctx, progress);
          int stillNow = now.equals(last) ? still + 1 : 0;
          if (stillNow == LOOKS) {
            action.run();
          } else {
            look(pause, stillNow, now, progress, action);
          }
        });
  }

  void cancel() {
    if (scheduled != null) {
      scheduled.cancel(false);
      scheduled = null;
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
