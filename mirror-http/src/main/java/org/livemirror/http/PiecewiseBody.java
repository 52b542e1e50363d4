package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.content.BlobReader;
import org.livemirror.http.limit.Share;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a blob that goes out piece by piece: while one is written, the next is read off the
 * event loop, and no more than that. So memory is two pieces, and a slow client slows the reading.
 *
 * <p>Pieces grow while the client takes them at once and shrink when it does not. Closes the blob
 * when it ends, whole or not. For the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the promise of a write is listened to
final class PiecewiseBody {
  private static final Logger LOG = LoggerFactory.getLogger(PiecewiseBody.class);

  /** Asked again at least that often, so that who waits for its turn does not look stalled. */
  private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

  private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(1);

  private final ChannelHandlerContext ctx;
  private final Executor blocking;
  private final BlobReader.Opened blob;
  private final Share share;
  private final Writer writer;
  private final int maxPiece;
  private final int minPiece;
  private final ChannelPromise done;
  private int pieceBytes;
  private long next;
  private long unread;
  private long unwritten;
  private long length;
  private boolean reading;
  private boolean writing;
  private boolean waiting;
  private long asked;
  private boolean ended;
  private @Nullable ByteBuf ready;

  /** Writes a piece and flushes. */
  interface Writer {
    /**
     * Takes over a piece.
     *
     * @param written completes when the client has it, as far as this side can tell
     */
    void write(ByteBuf piece, boolean last, ChannelPromise written);
  }

  /**
   * Prepares one; takes over the blob.
   *
   * @param share how fast it may go out; stays the caller's to close
   * @param done completes when the last byte is written, fails when it never will be
   */
  PiecewiseBody(
      ChannelHandlerContext ctx,
      Executor blocking,
      BlobReader.Opened blob,
      Share share,
      int maxPiece,
      Writer writer,
      ChannelPromise done) {
    this.ctx = ctx;
    this.blocking = blocking;
    this.blob = blob;
    this.share = share;
    this.writer = writer;
    this.maxPiece = maxPiece;
    this.minPiece = Math.max(1, maxPiece / 8);
    this.pieceBytes = Math.max(1, maxPiece / 4);
    this.done = done;
  }

  /** Sends {@code count} bytes, at least 1, from {@code first} on. */
  void send(long first, long count) {
    next = first;
    length = count;
    unread = count;
    unwritten = count;
    read();
  }

  /** Stops, if it has not ended: nothing more is read. */
  void abandon() {
    fail(new ClosedChannelException());
  }

  private void read() {
    if (reading || ready != null || unread == 0 || ended) {
      return;
    }
    long position = next;
    int bytes = (int) Math.min(pieceBytes, unread);
    next += bytes;
    unread -= bytes;
    if (blob instanceof BlobReader.InMemory memory) {
      ready = memory.bytes().retainedSlice((int) position, bytes);
      write();
    } else {
      reading = true;
      try {
        blocking.execute(() -> readOffLoop(position, bytes));
      } catch (RejectedExecutionException e) {
        LOG.warn("an answer was cut: too much work is waiting");
        reading = false;
        fail(e);
      }
    }
  }

  private void readOffLoop(long position, int bytes) {
    ByteBuf piece = ctx.alloc().directBuffer(bytes);
    try {
      ByteBuffer space = piece.nioBuffer(0, bytes);
      while (space.hasRemaining()) {
        if (blob.read(position + space.position(), space) < 0) {
          throw new EOFException("blob ended " + space.remaining() + " bytes early");
        }
      }
      piece.writerIndex(bytes);
    } catch (IOException | RuntimeException e) {
      piece.release();
      LOG.error("reading a blob: {}", e.toString());
      if (!Outbound.onLoop(ctx, () -> notRead(e))) {
        Outbound.close(blob);
      }
      return;
    }
    if (!Outbound.onLoop(ctx, () -> read(piece))) {
      piece.release();
      Outbound.close(blob);
    }
  }

  private void notRead(Throwable cause) {
    reading = false;
    if (ended) {
      Outbound.close(blob);
    } else {
      fail(cause);
    }
  }

  private void read(ByteBuf piece) {
    reading = false;
    if (ended) {
      piece.release();
      Outbound.close(blob);
      return;
    }
    ready = piece;
    write();
  }

  private void write() {
    if (writing || waiting || ready == null || ended) {
      return;
    }
    ByteBuf piece = granted(ready);
    if (piece == null) {
      return;
    }
    writing = true;
    int bytes = piece.readableBytes();
    ChannelPromise written = ctx.newPromise();
    read(); // ahead, so that it is at hand when this one is out
    writer.write(piece, bytes == unwritten, written);
    pieceBytes =
        written.isDone() ? Math.min(maxPiece, pieceBytes * 2) : Math.max(minPiece, pieceBytes / 2);
    written.addListener(future -> written(future, bytes));
  }

  /** As much of what is at hand as may go out now; none if it is not yet time for any. */
  private @Nullable ByteBuf granted(ByteBuf piece) {
    asked++;
    int granted = (int) share.grant(piece.readableBytes());
    if (granted == 0) {
      waiting = true;
      long wait = Math.min(LONGEST_WAIT, Math.max(SHORTEST_WAIT, share.waitNanos()));
      ctx.executor().schedule(this::askAgain, wait, TimeUnit.NANOSECONDS);
      return null;
    }
    if (granted < piece.readableBytes()) {
      return piece.readRetainedSlice(granted);
    }
    ready = null;
    return piece;
  }

  private void askAgain() {
    waiting = false;
    write();
  }

  private void written(Future<?> future, int bytes) {
    writing = false;
    if (ended) {
      return;
    }
    if (!future.isSuccess()) {
      fail(future.cause());
      return;
    }
    unwritten -= bytes;
    if (unwritten == 0) {
      ended = true;
      Outbound.close(blob);
      done.setSuccess();
    } else {
      read();
      write();
    }
  }

  /** Changes while something goes on: bytes, or asking for leave to send them. */
  long progress() {
    return sentBytes() + asked;
  }

  /** Bytes that are out. */
  long sentBytes() {
    return length - unwritten;
  }

  private void fail(Throwable cause) {
    if (ended) {
      return;
    }
    ended = true;
    ByteBuf held = ready;
    ready = null;
    if (held != null) {
      held.release();
    }
    if (!reading) {
      Outbound.close(blob);
    }
    done.tryFailure(cause);
  }
}
