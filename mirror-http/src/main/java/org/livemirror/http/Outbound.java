package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.content.BlobReader;
import org.livemirror.http.exchange.Answer;
import org.livemirror.store.Entry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all connections of a listener need to make and send answers.
 *
 * @param blocking where answers are worked out and blobs are opened and read
 * @param pieceBytes how much of a blob that is sent in pieces is read at a time, at most
 * @param turnBytes how much of a file is handed to the socket before others have their turn
 * @param zeroCopy whether files go to the socket without being read; not where they are encrypted
 */
record Outbound(
    BlobReader blobs,
    Executor blocking,
    DateLine date,
    int pieceBytes,
    int turnBytes,
    boolean zeroCopy) {
  private static final Logger LOG = LoggerFactory.getLogger(Outbound.class);
  private static final byte[] CLOSE = ascii("Connection: close\r\n\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n\r\n");
  private static final byte[] END = ascii("\r\n");

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The same for connections that are encrypted. */
  Outbound encrypted() {
    return new Outbound(blobs, blocking, date, pieceBytes, turnBytes, false);
  }

  /** The head of an answer, with room for more after it. */
  ByteBuf head(ChannelHandlerContext ctx, Answer answer, HttpExchange exchange, int room) {
    byte[] head = answer.http1();
    byte[] dateLine = date.now();
    byte[] connection = !exchange.keepAlive() ? CLOSE : exchange.isHttp10() ? KEEP_ALIVE : END;
    return ctx.alloc()
        .directBuffer(head.length + dateLine.length + connection.length + room)
        .writeBytes(head)
        .writeBytes(dateLine)
        .writeBytes(connection);
  }

  /** Works out an answer off the event loop and hands it on there. */
  void work(ChannelHandlerContext ctx, Supplier<Answer> work, Consumer<Answer> then) {
    try {
      blocking.execute(
          () -> {
            Answer answer = worked(work);
            onLoop(ctx, () -> then.accept(answer));
          });
    } catch (RejectedExecutionException e) {
      LOG.warn("a request was refused: too much work is waiting");
      then.accept(Answer.unavailable());
    }
  }

  private static Answer worked(Supplier<Answer> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      LOG.error("a request failed", withoutMessage(e));
      return Answer.plain(HttpResponseStatus.INTERNAL_SERVER_ERROR);
    }
  }

  /** A blob at hand; the caller's to close. For the event loop. */
  BlobReader.@Nullable Opened atHand(Entry entry) {
    return blobs.cached(entry, zeroCopy);
  }

  /**
   * Opens a blob off the event loop and hands it on there, to be closed by who gets it.
   *
   * @param failed no blob where the manifest promises one, or no thread to read it
   */
  void open(
      ChannelHandlerContext ctx, Entry entry, Consumer<BlobReader.Opened> then, Runnable failed) {
    try {
      blocking.execute(() -> openOffLoop(ctx, entry, then, failed));
    } catch (RejectedExecutionException e) {
      LOG.warn("{}: not sent: too much work is waiting", entry.path());
      failed.run();
    }
  }

  private void openOffLoop(
      ChannelHandlerContext ctx, Entry entry, Consumer<BlobReader.Opened> then, Runnable failed) {
    BlobReader.Opened opened;
    try {
      opened = blobs.open(entry, zeroCopy);
    } catch (IOException | RuntimeException e) {
      LOG.error("{}: not sent: {}", entry.path(), e.toString());
      onLoop(ctx, failed);
      return;
    }
    if (!onLoop(ctx, () -> then.accept(opened))) {
      close(opened);
    }
  }

  static void close(BlobReader.Opened opened) {
    try {
      opened.close();
    } catch (IOException e) {
      LOG.debug("closing a blob", e);
    }
  }

  /** Runs a task on the connection's event loop; false if that has ended. */
  static boolean onLoop(ChannelHandlerContext ctx, Runnable task) {
    try {
      ctx.executor().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** A message may hold what a client sent, and that must not reach a log as it is. */
  static Throwable withoutMessage(Throwable cause) {
    Throwable shown = new IllegalStateException(cause.getClass().getName());
    shown.setStackTrace(cause.getStackTrace());
    return shown;
  }
}
