package org.livemirror.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.epoll.EpollSocketChannel;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.content.OpenFile;

/**
 * A part of a file on its way from the page cache to the socket, without a copy.
 *
 * <p>It goes region by region, and other connections have their turn in between: who hands a whole
 * file to the socket at once fills its buffer with what the client takes much later. Meanwhile the
 * socket is corked, so that segments are full and the head goes with the first bytes. All on the
 * event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each write is listened to
final class FileBody {
  private final ChannelHandlerContext ctx;
  private final OpenFile file;
  private final int regionBytes;
  private final ChannelPromise done;
  private long next;
  private long unsent;
  private long sentBytes;
  private @Nullable DefaultFileRegion current;

  /**
   * Prepares one; takes over one reference to the file.
   *
   * @param regionBytes most that is handed to the socket at a time
   * @param done completes when the last byte is written, fails when it never will be
   */
  FileBody(ChannelHandlerContext ctx, OpenFile file, int regionBytes, ChannelPromise done) {
    this.ctx = ctx;
    this.file = file;
    this.regionBytes = regionBytes;
    this.done = done;
  }

  /** Corks the socket, if it can be; before the head is written. */
  void begin() {
    if (ctx.channel() instanceof EpollSocketChannel socket) {
      cork(socket, true);
      done.addListener(ended -> cork(socket, false));
    }
  }

  private static void cork(EpollSocketChannel socket, boolean corked) {
    if (socket.isActive()) {
      socket.config().setTcpCork(corked);
    }
  }

  /** Sends {@code length} bytes, at least 1, from {@code first} on; who calls this flushes. */
  void send(long first, long length) {
    next = first;
    unsent = length;
    write();
  }

  private void write() {
    long length = Math.min(regionBytes, unsent);
    boolean last = length == unsent;
    DefaultFileRegion region = (last ? file : file.retain()).region(next, length);
    current = region;
    next += length;
    unsent -= length;
    if (last) {
      ctx.write(region, done);
    } else {
      ctx.write(region)
          .addListener(written -> written(region, written.isSuccess(), written.cause()));
    }
  }

  private void written(DefaultFileRegion region, boolean whole, @Nullable Throwable cause) {
    sentBytes += region.transferred();
    current = null;
    if (whole) {
      ctx.executor().execute(this::goOn); // behind what others have to do
    } else {
      file.release();
      done.tryFailure(cause);
    }
  }

  private void goOn() {
    write();
    ctx.flush();
  }

  /** Bytes that the socket has taken. */
  long sentBytes() {
    DefaultFileRegion region = current;
    return sentBytes + (region == null ? 0 : region.transferred());
  }
}
