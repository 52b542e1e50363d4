package org.livemirror.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.livemirror.http.AnswerWriter.Framing;
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

  private final AnswerWriter writer;
  private final ChannelHandlerContext ctx;
  private final Framing framing;
  private final ChannelPromise done;
  private LongSupplier sent = () -> 0;

  Transfer(AnswerWriter writer, ChannelHandlerContext ctx, Framing framing) {
    this.writer = writer;
    this.ctx = ctx;
    this.framing = framing;
    this.done = ctx.newPromise();
  }

  void start(Answer answer) {
    if (answer.body() instanceof Answer.Blob blob) {
      if (framing.head()) {
        head(answer, blob.length());
      } else {
        writer
            .blobs()
            .cached(blob.entry())
            .ifPresentOrElse(
                bytes -> content(answer, blob, bytes), () -> openThenSend(answer, blob));
      }
    } else if (answer.body() instanceof Answer.Bytes body) {
      int length = body.bytes().remaining();
      if (framing.head()) {
        head(answer, length);
      } else {
        memory(answer, body.bytes());
      }
    } else {
      head(answer, -1);
    }
  }

  /** Completes when the last byte is written, fails when it never will be. */
  ChannelFuture done() {
    return done;
  }

  /**
   * Bytes written of the body of a file; a part from memory counts when it is written whole. For
   * the event loop.
   */
  long sentBytes() {
    return sent.getAsLong();
  }

  private void head(Answer answer, long length) {
    ctx.write(writer.head(answer, length, framing));
    ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, done);
  }

  private void memory(Answer answer, ByteBuffer bytes) {
    ctx.write(writer.head(answer, bytes.remaining(), framing));
    ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, done);
  }

  private void content(Answer answer, Answer.Blob blob, ByteBuffer whole) {
    report(blob);
    sent = () -> done.isSuccess() ? blob.length() : 0;
    memory(answer, whole.slice((int) blob.first(), (int) blob.length()));
  }

  private void openThenSend(Answer answer, Answer.Blob blob) {
    try {
      writer.blocking().execute(() -> open(answer, blob));
    } catch (RejectedExecutionException e) {
      LOG.warn("{}: not sent: too much work is waiting", blob.entry().path());
      unavailable();
    }
  }

  private void open(Answer answer, Answer.Blob blob) {
    BlobReader.Opened opened;
    try {
      opened = writer.blobs().open(blob.entry());
    } catch (IOException | RuntimeException e) {
      LOG.error("{}: not sent: {}", blob.entry().path(), e.toString());
      AnswerWriter.onLoop(ctx, this::unavailable);
      return;
    }
    if (!AnswerWriter.onLoop(ctx, () -> send(answer, blob, opened))) {
      close(opened);
    }
  }

  private void send(Answer answer, Answer.Blob blob, BlobReader.Opened opened) {
    if (!ctx.channel().isActive()) {
      close(opened);
      done.setFailure(new ClosedChannelException());
    } else if (opened instanceof BlobReader.InMemory memory) {
      content(answer, blob, memory.bytes());
    } else if (opened instanceof BlobReader.Open open) {
      report(blob);
      ctx.write(writer.head(answer, blob.length(), framing));
      if (open.channel() instanceof FileChannel file) {
        DefaultFileRegion region = new DefaultFileRegion(file, blob.first(), blob.length());
        sent = region::transferred;
        ctx.write(region);
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, done);
      } else {
        ChunkedBody chunks =
            new ChunkedBody(ctx, writer.blocking(), open.channel(), writer.chunkBytes(), done);
        sent = chunks::sentBytes;
        chunks.send(blob.first(), blob.length());
      }
    }
  }

  /** No blob where the manifest promises one, or no thread to read it. */
  private void unavailable() {
    start(Answer.unavailable());
  }

  private void report(Answer.Blob blob) {
    // Asked now, for a closed channel may not know it any more.
    String client =
        ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress().getHostAddress();
    done.addListener(
        future ->
            writer
                .events()
                .contentSent("http", client, blob.entry().path(), sentBytes(), future.isSuccess()));
  }

  private static void close(BlobReader.Opened opened) {
    try {
      opened.close();
    } catch (IOException e) {
      LOG.debug("closing a blob nobody waits for", e);
    }
  }
}
