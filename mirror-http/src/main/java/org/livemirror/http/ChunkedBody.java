package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.limit.Share;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a blob that is no file: one chunk is read off the event loop, written, and only when
 * the socket has taken it the next is read. So memory is one chunk a connection, and a slow client
 * slows the reading.
 *
 * <p>Closes the blob when it ends, whole or not.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a write that fails closes the channel, and done tells
final class ChunkedBody {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkedBody.class);

  private final ChannelHandlerContext ctx;
  private final Executor blocking;
  private final Share share;
  private final SeekableByteChannel blob;
  private final int chunkBytes;
  private final ChannelPromise done;
  private long remaining;
  private long sentBytes;
  private long asked;
  private @Nullable Future<?> turn;

  ChunkedBody(
      ChannelHandlerContext ctx,
      Executor blocking,
      Share share,
      SeekableByteChannel blob,
      int chunkBytes,
      ChannelPromise done) {
    this.ctx = ctx;
    this.blocking = blocking;
    this.share = share;
    this.blob = blob;
    this.chunkBytes = chunkBytes;
    this.done = done;
  }

  /** Sends {@code length} bytes from {@code first} on. */
  void send(long first, long length) {
    remaining = length;
    readNext(first);
  }

  long sentBytes() {
    return sentBytes;
  }

  /** Changes while something goes on: bytes, or asking for them. */
  long progress() {
    return sentBytes + asked;
  }

  /** The connection has ended: its turn is not waited for any more. */
  void cut() {
    if (turn != null && turn.cancel(false)) {
      turn = null;
      fail(new ClosedChannelException());
    }
  }

  private void readNext(long position) {
    turn = null;
    if (!ctx.channel().isActive()) {
      fail(new ClosedChannelException());
      return;
    }
    asked++;
    int length = (int) share.grant(Math.min(chunkBytes, remaining));
    if (length == 0) {
      turn =
          ctx.executor()
              .schedule(
                  () -> readNext(position), ShapedBody.waitNanos(share), TimeUnit.NANOSECONDS);
      return;
    }
    try {
      blocking.execute(() -> read(position, length));
    } catch (RejectedExecutionException e) {
      fail(e);
    }
  }

  private void read(long position, int length) {
    ByteBuf chunk = ctx.alloc().buffer(length);
    try {
      blob.position(position);
      ByteBuffer space = chunk.nioBuffer(0, length);
      while (space.hasRemaining()) {
        if (blob.read(space) < 0) {
          throw new EOFException("blob ended " + space.remaining() + " bytes early");
        }
      }
      chunk.writerIndex(length);
    } catch (IOException | RuntimeException e) {
      chunk.release();
      LOG.error("reading a blob: {}", e.toString());
      if (!Outbound.onLoop(ctx, () -> fail(e))) {
        close();
      }
      return;
    }
    if (!Outbound.onLoop(ctx, () -> write(chunk, position))) {
      chunk.release();
      close();
    }
  }

  private void write(ByteBuf chunk, long position) {
    int length = chunk.readableBytes();
    ctx.writeAndFlush(chunk)
        .addListener((ChannelFuture written) -> written(written, position + length, length));
  }

  private void written(ChannelFuture written, long next, int length) {
    if (!written.isSuccess()) {
      fail(written.cause());
      return;
    }
    sentBytes += length;
    remaining -= length;
    if (remaining > 0) {
      readNext(next);
    } else {
      close();
      done.setSuccess();
    }
  }

  private void fail(Throwable cause) {
    close();
    done.setFailure(cause);
  }

  private void close() {
    try {
      blob.close();
    } catch (IOException e) {
      LOG.debug("closing a blob", e);
    }
  }
}
