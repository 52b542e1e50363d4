package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.content.OpenFile;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.limit.Share;

/**
 * A body that goes out no faster than its share allows: a piece is asked for, written, and when the
 * socket has taken it the next is asked for. For the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails is told to its listener
final class ShapedBody {
  /** Asked again at least that often, so that who waits for its turn does not look stalled. */
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(1);

  private final ChannelHandlerContext ctx;
  private final Share share;
  private final Source source;
  private final ChannelPromise done;
  private long next;
  private long remaining;
  private long sentBytes;
  private long asked;
  private @Nullable Future<?> turn;

  /** Where pieces come from. */
  interface Source {
    /** How many bytes from there on can be one piece. */
    default long run(long first) {
      return Long.MAX_VALUE;
    }

    /** A piece to write, with a reference of its own. */
    Object piece(long first, int length);

    /** Nothing more is wanted. */
    void close();

    /** Bytes in memory; takes over one reference. */
    static Source of(ByteBuf bytes) {
      return source(bytes, (first, length) -> bytes.retainedSlice((int) first, length));
    }

    /** A file; takes over one reference. */
    static Source of(OpenFile file) {
      return source(file, (first, length) -> file.retain().region(first, length));
    }

    /** Parts of a file; takes over one reference to it. */
    static Source of(Answer.Parts parts, OpenFile file) {
      return new PartsSource(parts, file);
    }

    private static Source source(ReferenceCounted held, Slicer slicer) {
      return new Source() {
        @Override
        public Object piece(long first, int length) {
          return slicer.slice(first, length);
        }

        @Override
        public void close() {
          held.release();
        }
      };
    }

    /** What of it is cut off. */
    interface Slicer {
      Object slice(long first, int length);
    }
  }

  private record PartsSource(Answer.Parts parts, OpenFile file) implements Source {
    @Override
    public long run(long first) {
      long end = 0;
      for (Answer.Piece piece : parts.pieces()) {
        end += piece.length();
        if (first < end) {
          return end - first;
        }
      }
      return 0;
    }

    @Override
    public Object piece(long first, int length) {
      long start = 0;
      for (Answer.Piece piece : parts.pieces()) {
        if (first < start + piece.length()) {
          long at = first - start;
          return piece instanceof Answer.Blob blob
              ? file.retain().region(blob.first() + at, length)
              : Unpooled.wrappedBuffer(((Answer.Bytes) piece).bytes().slice((int) at, length));
        }
        start += piece.length();
      }
      throw new IllegalArgumentException("beyond the last part");
    }

    @Override
    public void close() {
      file.release();
    }
  }

  /** Takes over the source. */
  ShapedBody(ChannelHandlerContext ctx, Share share, Source source, ChannelPromise done) {
    this.ctx = ctx;
    this.share = share;
    this.source = source;
    this.done = done;
  }

  /** Sends {@code length} bytes from {@code first} on. */
  void send(long first, long length) {
    next = first;
    remaining = length;
    ask();
  }

  long sentBytes() {
    return sentBytes;
  }

  /** Changes while something goes on: bytes, or asking for them. */
  long progress() {
    return sentBytes + asked;
  }

  /** How long to wait before asking again. */
  static long waitNanos(Share share) {
    return Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, share.waitNanos()));
  }

  /** The connection has ended: its turn is not waited for any more. */
  void cut() {
    if (turn != null && turn.cancel(false)) {
      turn = null;
      fail(new ClosedChannelException());
    }
  }

  private void ask() {
    turn = null;
    if (!ctx.channel().isActive()) {
      fail(new ClosedChannelException());
      return;
    }
    asked++;
    int granted = (int) share.grant(Math.min(remaining, source.run(next)));
    if (granted == 0) {
      turn = ctx.executor().schedule(this::ask, waitNanos(share), TimeUnit.NANOSECONDS);
      return;
    }
    ctx.writeAndFlush(source.piece(next, granted))
        .addListener((ChannelFuture written) -> written(written, granted));
  }

  private void written(ChannelFuture written, int length) {
    if (!written.isSuccess()) {
      fail(written.cause());
      return;
    }
    sentBytes += length;
    next += length;
    remaining -= length;
    if (remaining > 0) {
      ask();
    } else {
      source.close();
      done.setSuccess();
    }
  }

  private void fail(Throwable cause) {
    source.close();
    done.setFailure(cause);
  }
}
