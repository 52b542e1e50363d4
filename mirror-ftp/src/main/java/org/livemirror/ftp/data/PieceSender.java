package org.livemirror.ftp.data;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a body in pieces of {@value #PIECE_BYTES} bytes: the next is read, on the blocking
 * executor, when the connection has taken the one before, so one piece is in memory.
 *
 * <p>The body is used by one thread at a time: it is closed when no read is under way.
 */
final class PieceSender implements Sender {
  static final int PIECE_BYTES = 64 * 1024;

  private final ReadableByteChannel body;
  private final OptionalLong sizeBytes;
  private final Channel connection;
  private final Executor blocking;
  private final Promise<Void> done;
  private long sent;
  private boolean reading;
  private boolean stopped;

  PieceSender(
      ReadableByteChannel body, OptionalLong sizeBytes, Channel connection, Executor blocking) {
    this.body = body;
    this.sizeBytes = sizeBytes;
    this.connection = connection;
    this.blocking = blocking;
    this.done = connection.eventLoop().newPromise();
  }

  @Override
  public Future<Void> start() {
    next();
    return done;
  }

  @Override
  public long sentBytes() {
    return sent;
  }

  @Override
  public void stop() {
    stopped = true;
    if (!reading) {
      close();
    }
  }

  private void next() {
    reading = true;
    try {
      blocking.execute(this::read);
    } catch (RejectedExecutionException e) {
      reading = false;
      fail(new BrokenBodyException(e));
    }
  }

  private void read() {
    ByteBuf piece = connection.alloc().buffer(PIECE_BYTES, PIECE_BYTES);
    BrokenBodyException failure = fill(piece);
    try {
      connection.eventLoop().execute(() -> wasRead(piece, failure));
    } catch (RejectedExecutionException e) {
      piece.release();
      close();
    }
  }

  /** Fills the piece unless the body ends before. */
  private @Nullable BrokenBodyException fill(ByteBuf piece) {
    try {
      ByteBuffer space = piece.nioBuffer(0, PIECE_BYTES);
      while (space.hasRemaining() && body.read(space) >= 0) {
        piece.writerIndex(space.position());
      }
      return null;
    } catch (IOException | RuntimeException e) {
      return new BrokenBodyException(e);
    }
  }

  private void wasRead(ByteBuf piece, @Nullable BrokenBodyException failure) {
    reading = false;
    if (stopped || failure != null || !piece.isReadable()) {
      piece.release();
      end(failure);
      return;
    }
    int length = piece.readableBytes();
    connection
        .writeAndFlush(piece)
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (written.isSuccess()) {
                    sent += length;
                    next();
                  } else {
                    fail(written.cause());
                  }
                });
  }

  private void end(@Nullable BrokenBodyException failure) {
    if (failure != null) {
      fail(failure);
    } else if (sizeBytes.isPresent() && sizeBytes.getAsLong() != sent) {
      fail(
          new BrokenBodyException(
              "body ended at " + sent + " bytes (expected " + sizeBytes.getAsLong() + ")"));
    } else {
      close();
      done.trySuccess(null);
    }
  }

  private void fail(Throwable cause) {
    close();
    done.tryFailure(cause);
  }

  private void close() {
    try {
      body.close();
    } catch (IOException e) {
      // It was only read: nothing is lost.
    }
  }
}
