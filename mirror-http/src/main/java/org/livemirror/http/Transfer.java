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
import java.nio.channels.SeekableByteChannel;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.livemirror.http.AnswerWriter.Framing;
import org.livemirror.http.content.BlobReader;
import org.livemirror.http.content.PartsChannel;
import org.livemirror.http.exchange.Answer;
import org.livemirror.store.Entry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer on its way to a client: memory → as it is; file → zero copy; several parts of a file,
 * or no file → chunk by chunk.
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
        file(answer, blob.entry());
      }
    } else if (answer.body() instanceof Answer.Parts parts) {
      // Never for HEAD, which has no ranges.
      file(answer, parts.entry());
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

  private void file(Answer answer, Entry entry) {
    writer
        .blobs()
        .cached(entry)
        .ifPresentOrElse(bytes -> content(answer, entry, bytes), () -> openThenSend(answer, entry));
  }

  private void content(Answer answer, Entry entry, ByteBuffer whole) {
    ByteBuffer body;
    if (answer.body() instanceof Answer.Blob blob) {
      body = whole.slice((int) blob.first(), (int) blob.length());
    } else if (answer.body() instanceof Answer.Parts parts) {
      body = PartsChannel.inMemory(parts, whole);
    } else {
      throw new IllegalStateException("no body of a file");
    }
    int length = body.remaining();
    report(entry);
    sent = () -> done.isSuccess() ? length : 0;
    memory(answer, body);
  }

  private void openThenSend(Answer answer, Entry entry) {
    try {
      writer.blocking().execute(() -> open(answer, entry));
    } catch (RejectedExecutionException e) {
      LOG.warn("{}: not sent: too much work is waiting", entry.path());
      unavailable();
    }
  }

  private void open(Answer answer, Entry entry) {
    BlobReader.Opened opened;
    try {
      opened = writer.blobs().open(entry);
    } catch (IOException | RuntimeException e) {
      LOG.error("{}: not sent: {}", entry.path(), e.toString());
      AnswerWriter.onLoop(ctx, this::unavailable);
      return;
    }
    if (!AnswerWriter.onLoop(ctx, () -> send(answer, entry, opened))) {
      close(opened);
    }
  }

  private void send(Answer answer, Entry entry, BlobReader.Opened opened) {
    if (!ctx.channel().isActive()) {
      close(opened);
      done.setFailure(new ClosedChannelException());
    } else if (opened instanceof BlobReader.InMemory memory) {
      content(answer, entry, memory.bytes());
    } else if (opened instanceof BlobReader.Open open) {
      report(entry);
      if (answer.body() instanceof Answer.Parts parts) {
        chunks(answer, new PartsChannel(parts, open.channel()), 0, parts.length());
      } else if (answer.body() instanceof Answer.Blob blob) {
        send(answer, blob, open.channel());
      }
    }
  }

  private void send(Answer answer, Answer.Blob blob, SeekableByteChannel channel) {
    if (channel instanceof FileChannel file) {
      ctx.write(writer.head(answer, blob.length(), framing));
      DefaultFileRegion region = new DefaultFileRegion(file, blob.first(), blob.length());
      sent = region::transferred;
      ctx.write(region);
      ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT, done);
    } else {
      chunks(answer, channel, blob.first(), blob.length());
    }
  }

  private void chunks(Answer answer, SeekableByteChannel channel, long first, long length) {
    ctx.write(writer.head(answer, length, framing));
    ChunkedBody chunks =
        new ChunkedBody(ctx, writer.blocking(), channel, writer.chunkBytes(), done);
    sent = chunks::sentBytes;
    chunks.send(first, length);
  }

  /** No blob where the manifest promises one, or no thread to read it. */
  private void unavailable() {
    start(Answer.unavailable());
  }

  private void report(Entry entry) {
    // Asked now, for a closed channel may not know it any more.
    String client =
        ((InetSocketAddress) ctx.channel().remoteAddress()).getAddress().getHostAddress();
    done.addListener(
        future ->
            writer
                .events()
                .contentSent("http", client, entry.path(), sentBytes(), future.isSuccess()));
  }

  private static void close(BlobReader.Opened opened) {
    try {
      opened.close();
    } catch (IOException e) {
      LOG.debug("closing a blob nobody waits for", e);
    }
  }
}
