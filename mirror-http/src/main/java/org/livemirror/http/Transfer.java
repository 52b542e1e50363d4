package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.livemirror.http.content.BlobReader;
import org.livemirror.http.exchange.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer on its way to a client: memory → as it is; file → zero copy; else chunk by chunk.
 *
 * <p>Blobs are opened on the blocking executor; all else happens on the event loop. An open blob is
 * closed however the transfer ends.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a write that fails closes the channel, and done tells
final class Transfer {
  private static final Logger LOG = LoggerFactory.getLogger(Transfer.class);

  /** Up to here a copy behind the head is cheaper than a second buffer for the socket. */
  private static final int COPIED_BYTES = 8 << 10;

  private final Outbound outbound;
  private final ChannelHandlerContext ctx;
  private final HttpExchange exchange;
  private final ChannelPromise done;
  private LongSupplier sent = () -> 0;
  private long memoryBytes;

  /**
   * Prepares one.
   *
   * @param done completes when the last byte is written, fails when it never will be
   */
  Transfer(
      Outbound outbound, ChannelHandlerContext ctx, HttpExchange exchange, ChannelPromise done) {
    this.outbound = outbound;
    this.ctx = ctx;
    this.exchange = exchange;
    this.done = done;
  }

  /**
   * Writes what is at hand; the caller flushes.
   *
   * @return whether that is all, so that the next answer may be written behind it
   */
  boolean start(Answer answer) {
    exchange.answered(answer);
    Answer.Body body = answer.body();
    if (exchange.isHead() || body.length() <= 0) {
      ctx.write(outbound.head(ctx, answer, exchange, 0), done);
      return true;
    }
    if (body instanceof Answer.Bytes bytes) {
      memory(answer, Unpooled.wrappedBuffer(bytes.bytes()));
      return true;
    }
    Answer.Blob blob = (Answer.Blob) body;
    BlobReader.Opened cached = outbound.blobs().cached(blob.entry());
    if (cached == null) {
      openThenSend(answer, blob);
      return false;
    }
    send(answer, blob, cached);
    return cached instanceof BlobReader.InMemory;
  }

  /**
   * Bytes written of the body; what comes from memory counts when all of it is written. For the
   * event loop.
   */
  long sentBytes() {
    return memoryBytes > 0 ? done.isSuccess() ? memoryBytes : 0 : sent.getAsLong();
  }

  /** Takes over the bytes. */
  private void memory(Answer answer, ByteBuf bytes) {
    int length = bytes.readableBytes();
    memoryBytes = length;
    if (length <= COPIED_BYTES) {
      ctx.write(outbound.head(ctx, answer, exchange, length).writeBytes(bytes), done);
      bytes.release();
    } else {
      ctx.write(outbound.head(ctx, answer, exchange, 0));
      ctx.write(bytes, done);
    }
  }

  private void openThenSend(Answer answer, Answer.Blob blob) {
    try {
      outbound.blocking().execute(() -> open(answer, blob));
    } catch (RejectedExecutionException e) {
      LOG.warn("{}: not sent: too much work is waiting", blob.entry().path());
      unavailable();
    }
  }

  private void open(Answer answer, Answer.Blob blob) {
    BlobReader.Opened opened;
    try {
      opened = outbound.blobs().open(blob.entry());
    } catch (IOException | RuntimeException e) {
      LOG.error("{}: not sent: {}", blob.entry().path(), e.toString());
      Outbound.onLoop(ctx, this::unavailable);
      return;
    }
    if (!Outbound.onLoop(ctx, () -> sendOpened(answer, blob, opened))) {
      close(opened);
    }
  }

  private void sendOpened(Answer answer, Answer.Blob blob, BlobReader.Opened opened) {
    if (ctx.channel().isActive()) {
      send(answer, blob, opened);
      ctx.flush();
    } else {
      close(opened);
      done.setFailure(new ClosedChannelException());
    }
  }

  /** Takes over what was opened. */
  private void send(Answer answer, Answer.Blob blob, BlobReader.Opened opened) {
    if (opened instanceof BlobReader.InMemory memory) {
      ByteBuf whole = memory.bytes();
      boolean all = blob.length() == whole.readableBytes();
      // A view of its own: others read the same bytes. It takes the reference with it.
      memory(
          answer, all ? whole.duplicate() : whole.slice((int) blob.first(), (int) blob.length()));
    } else if (opened instanceof BlobReader.InFile file) {
      region(answer, blob, file.file().region(blob.first(), blob.length()));
    } else if (opened instanceof BlobReader.InStore store) {
      ctx.write(outbound.head(ctx, answer, exchange, 0));
      ChunkedBody chunks =
          new ChunkedBody(ctx, outbound.blocking(), store.channel(), outbound.chunkBytes(), done);
      sent = chunks::sentBytes;
      chunks.send(blob.first(), blob.length());
    }
  }

  private void region(Answer answer, Answer.Blob blob, DefaultFileRegion region) {
    sent = region::transferred;
    boolean cork =
        blob.length() >= outbound.corkBytes() && ctx.channel() instanceof EpollSocketChannel;
    if (cork) {
      cork(true);
      done.addListener(ended -> cork(false));
    }
    ctx.write(outbound.head(ctx, answer, exchange, 0));
    ctx.write(region, done);
  }

  /** Full segments only while a large file goes out: far fewer of them. */
  private void cork(boolean corked) {
    if (ctx.channel().isActive()) {
      ctx.channel().config().setOption(EpollChannelOption.TCP_CORK, corked);
    }
  }

  /** No blob where the manifest promises one, or no thread to read it. */
  private void unavailable() {
    start(Answer.unavailable());
    ctx.flush();
  }

  private static void close(BlobReader.Opened opened) {
    try {
      opened.close();
    } catch (IOException e) {
      LOG.debug("closing a blob nobody waits for", e);
    }
  }
}
