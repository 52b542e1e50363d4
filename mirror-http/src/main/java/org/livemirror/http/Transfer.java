package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.function.LongSupplier;
import org.livemirror.http.content.BlobReader;
import org.livemirror.http.content.OpenFile;
import org.livemirror.http.exchange.Answer;

/**
 * One answer on its way to a client: memory → as it is; file → zero copy; else, and where it is
 * encrypted, piece by piece.
 *
 * <p>Blobs are opened on the blocking executor; all else happens on the event loop. An open blob is
 * closed however the transfer ends.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // a write that fails closes the channel, and done tells
final class Transfer {
  /** Up to here a copy behind the head is cheaper than a second buffer for the socket. */
  private static final int COPIED_BYTES = 8 << 10;

  private final Outbound outbound;
  private final ChannelHandlerContext ctx;
  private final HttpExchange exchange;
  private final ChannelPromise done;
  private LongSupplier sent = () -> 0;
  private LongSupplier progress = this::sentBytes;
  private Runnable cut = () -> {};
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
      corkForTheEnd();
      ctx.write(outbound.head(ctx, answer, exchange, 0), done);
      return true;
    }
    if (body instanceof Answer.OfFile file) {
      return start(answer, file);
    }
    ByteBuf memory = Unpooled.wrappedBuffer(((Answer.Bytes) body).bytes());
    if (isPaced()) {
      pieces(answer, new BlobReader.InMemory(memory), 0, body.length());
    } else {
      memory(answer, memory);
    }
    return !isPaced();
  }

  private boolean start(Answer answer, Answer.OfFile body) {
    BlobReader.Opened opened = outbound.atHand(body.entry());
    if (opened == null) {
      outbound.open(ctx, body.entry(), later -> sendOpened(answer, later), this::unavailable);
      return false;
    }
    send(answer, opened);
    return opened instanceof BlobReader.InMemory && isSentAtOnce(body);
  }

  /**
   * Bytes written of the body; what comes from memory counts when all of it is written. For the
   * event loop.
   */
  long sentBytes() {
    return memoryBytes > 0 ? done.isSuccess() ? memoryBytes : 0 : sent.getAsLong();
  }

  /** Changes as long as something goes on. */
  long progress() {
    return progress.getAsLong();
  }

  /** The connection has ended; what waits for its turn ends at once. */
  void cut() {
    cut.run();
  }

  /** Whether it must not go out as fast as it can. */
  private boolean isPaced() {
    return !exchange.share().isUnlimited();
  }

  /** Whether a file goes to the socket by itself. */
  private boolean isZeroCopy() {
    return outbound.zeroCopy() && !isPaced();
  }

  /** Takes over the bytes. */
  private void memory(Answer answer, ByteBuf bytes) {
    int length = bytes.readableBytes();
    memoryBytes = length;
    corkForTheEnd();
    if (length <= COPIED_BYTES) {
      ctx.write(outbound.head(ctx, answer, exchange, length).writeBytes(bytes), done);
      bytes.release();
    } else {
      ctx.write(outbound.head(ctx, answer, exchange, 0));
      ctx.write(bytes, done);
    }
  }

  /** The last answer of a connection, all of it at hand, goes in one segment with the end. */
  private void corkForTheEnd() {
    if (outbound.zeroCopy() && exchange.wantedEnd()) {
      Cork.in(ctx.channel());
    }
  }

  private void sendOpened(Answer answer, BlobReader.Opened opened) {
    if (ctx.channel().isActive()) {
      send(answer, opened);
      ctx.flush();
    } else {
      Outbound.close(opened);
      done.setFailure(new ClosedChannelException());
    }
  }

  /** Takes over what was opened. */
  private void send(Answer answer, BlobReader.Opened opened) {
    if (answer.body() instanceof Answer.Parts parts) {
      send(answer, parts, opened);
    } else {
      send(answer, (Answer.Blob) answer.body(), opened);
    }
  }

  private void send(Answer answer, Answer.Blob blob, BlobReader.Opened opened) {
    if (opened instanceof BlobReader.InMemory memory && isSentAtOnce(blob)) {
      ByteBuf whole = memory.bytes();
      boolean all = blob.length() == whole.readableBytes();
      // A view of its own: others read the same bytes. It takes the reference with it.
      memory(
          answer, all ? whole.duplicate() : whole.slice((int) blob.first(), (int) blob.length()));
    } else if (opened instanceof BlobReader.InFile file && isZeroCopy()) {
      file(answer, blob, List.of(blob), file.file());
    } else {
      pieces(answer, opened, blob.first(), blob.length());
    }
  }

  /**
   * What is encrypted is copied, and then it matters how much is under way; what is paced waits.
   */
  private boolean isSentAtOnce(Answer.Body body) {
    return !isPaced() && (outbound.zeroCopy() || body.length() <= outbound.pieceBytes() / 4);
  }

  private void pieces(Answer answer, BlobReader.Opened opened, long first, long length) {
    ctx.write(outbound.head(ctx, answer, exchange, 0));
    PiecewiseBody body =
        new PiecewiseBody(
            ctx,
            outbound.blocking(),
            opened,
            exchange.share(),
            outbound.pieceBytes(),
            (piece, last, written) -> ctx.writeAndFlush(piece, written),
            done);
    sent = body::sentBytes;
    progress = body::progress;
    cut = body::abandon;
    body.send(first, length);
  }

  private void send(Answer answer, Answer.Parts parts, BlobReader.Opened opened) {
    if (opened instanceof BlobReader.InMemory memory && isSentAtOnce(parts)) {
      ByteBuf whole = memory.bytes();
      CompositeByteBuf all = ctx.alloc().compositeBuffer(parts.pieces().size());
      for (Answer.Piece piece : parts.pieces()) {
        all.addComponent(
            true,
            piece instanceof Answer.Blob blob
                ? whole.retainedSlice((int) blob.first(), (int) blob.length())
                : Unpooled.wrappedBuffer(((Answer.Bytes) piece).bytes()));
      }
      whole.release();
      memory(answer, all);
    } else if (opened instanceof BlobReader.InFile file && isZeroCopy()) {
      file(answer, parts, parts.pieces(), file.file());
    } else {
      pieces(answer, new BlobReader.InParts(parts, opened), 0, parts.length());
    }
  }

  /** Takes over one reference to the file. */
  private void file(
      Answer answer, Answer.Body whole, List<? extends Answer.Piece> pieces, OpenFile file) {
    FileBody body = new FileBody(ctx, file, pieces, outbound.turnBytes(), done);
    sent = () -> done.isSuccess() ? whole.length() : body.sentBytes();
    body.begin();
    ctx.write(outbound.head(ctx, answer, exchange, 0));
    body.send();
  }

  private void unavailable() {
    start(Answer.unavailable());
    ctx.flush();
  }
}
