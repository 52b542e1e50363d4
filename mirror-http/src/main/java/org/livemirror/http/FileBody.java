package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.content.OpenFile;
import org.livemirror.http.exchange.Answer;

/**
 * Parts of a file, with what stands between them, on their way to the socket; the file goes from
 * the page cache without a copy.
 *
 * <p>It goes in turns, and other connections have theirs in between: who hands a whole file to the
 * socket at once fills its buffer with what the client takes much later. Meanwhile the socket is
 * corked, so that segments are full and the head goes with the first bytes. All on the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each write is listened to
final class FileBody {
  private final ChannelHandlerContext ctx;
  private final OpenFile file;
  private final Iterator<? extends Answer.Piece> pieces;
  private final int turnBytes;
  private final ChannelPromise done;
  private long next;
  private long unsent;
  private long sentBytes;
  private @Nullable DefaultFileRegion last;

  /**
   * Prepares one; takes over one reference to the file.
   *
   * @param pieces what is sent; one at least, none of them empty
   * @param turnBytes most of the file that is handed to the socket at a time
   * @param done completes when the last byte is written, fails when it never will be
   */
  FileBody(
      ChannelHandlerContext ctx,
      OpenFile file,
      List<? extends Answer.Piece> pieces,
      int turnBytes,
      ChannelPromise done) {
    this.ctx = ctx;
    this.file = file;
    this.pieces = pieces.iterator();
    this.turnBytes = turnBytes;
    this.done = done;
  }

  /** Corks the socket; before the head is written. */
  void begin() {
    Cork.in(ctx.channel());
    done.addListener(ended -> Cork.out(ctx.channel()));
  }

  /** Writes what has its turn; who calls this flushes. */
  void send() {
    long left = turnBytes;
    while (left > 0 && last == null) {
      if (unsent == 0 && !hasNextPart()) {
        return;
      }
      long length = Math.min(left, unsent);
      left -= length;
      write(length, left == 0);
    }
  }

  /** Goes on to the next part of the file; false if there is none, and all is written. */
  private boolean hasNextPart() {
    while (pieces.hasNext()) {
      Answer.Piece piece = pieces.next();
      if (piece instanceof Answer.Blob blob) {
        next = blob.first();
        unsent = blob.length();
        return true;
      }
      between(Unpooled.wrappedBuffer(((Answer.Bytes) piece).bytes()));
    }
    file.release();
    return false;
  }

  private void between(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (pieces.hasNext()) {
      ctx.write(bytes).addListener(written -> sentBytes += written.isSuccess() ? length : 0);
    } else {
      ctx.write(bytes, done);
    }
  }

  private void write(long length, boolean endsTurn) {
    boolean isLast = length == unsent && !pieces.hasNext();
    DefaultFileRegion region = (isLast ? file : file.retain()).region(next, length);
    next += length;
    unsent -= length;
    if (isLast) {
      last = region;
      ctx.write(region, done);
    } else {
      ctx.write(region)
          .addListener(
              written -> {
                sentBytes += region.transferred();
                if (endsTurn) {
                  turnEnded(written.isSuccess(), written.cause());
                }
              });
    }
  }

  private void turnEnded(boolean whole, @Nullable Throwable cause) {
    if (whole) {
      ctx.executor().execute(this::goOn); // behind what others have to do
    } else {
      file.release();
      done.tryFailure(cause);
    }
  }

  private void goOn() {
    send();
    ctx.flush();
  }

  /** Bytes that the socket has taken, as long as it is not done. */
  long sentBytes() {
    DefaultFileRegion region = last;
    return sentBytes + (region == null ? 0 : region.transferred());
  }
}
