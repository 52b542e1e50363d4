package org.livemirror.http.wire;

import io.netty.buffer.ByteBuf;
import org.livemirror.http.exchange.RequestHead;

/**
 * Finds the end of one request body and hands on what is in it: RFC 9112 §6.2, §7.1. Lines are as
 * strict as in heads; chunk extensions and trailers are skipped, within a limit. For one request.
 */
public final class BodyDecoder {
  private static final int MAX_LINE = 1024;
  private static final int MAX_TRAILERS = 8192;
  private static final int MAX_SIZE_DIGITS = 15;

  private enum State {
    LENGTH,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    DONE
  }

  private State state;
  private long remaining;
  private int trailerBytes;

  public BodyDecoder(RequestHead head) {
    boolean chunked = head.contentLength() == RequestHead.CHUNKED;
    remaining = chunked ? 0 : head.contentLength();
    state = chunked ? State.CHUNK_SIZE : remaining == 0 ? State.DONE : State.LENGTH;
  }

  /** Takes the bytes of a body as they come. */
  public interface Taker {
    /** Whether that many more bytes, announced by a chunk, can be taken. */
    boolean admits(long more);

    /**
     * Takes bytes.
     *
     * @param slice not the taker's to keep
     * @return whether it wants more
     */
    boolean take(ByteBuf slice);
  }

  /** Whether the body has ended. */
  public boolean isDone() {
    return state == State.DONE;
  }

  /**
   * Reads on as far as the bytes reach.
   *
   * @return false as soon as the taker wants no more
   */
  public boolean decode(ByteBuf in, Taker taker) throws HeadRefusedException {
    while (state != State.DONE) {
      if (state == State.LENGTH || state == State.CHUNK) {
        if (!in.isReadable()) {
          return true;
        }
        int length = (int) Math.min(remaining, in.readableBytes());
        remaining -= length;
        if (!taker.take(in.readSlice(length))) {
          return false;
        }
        if (remaining == 0) {
          state = state == State.CHUNK ? State.CHUNK_END : State.DONE;
        }
      } else if (!line(in)) {
        return true;
      } else if (state == State.CHUNK && !taker.admits(remaining)) {
        return false;
      }
    }
    return true;
  }

  /** Reads one line; false if its end has not come. */
  private boolean line(ByteBuf in) throws HeadRefusedException {
    int start = in.readerIndex();
    int lf = in.indexOf(start, in.writerIndex(), (byte) '\n');
    int length = lf < 0 ? in.readableBytes() : lf - start - 1;
    if (length > MAX_LINE) {
      throw HeadRefusedException.malformed("a line of more than " + MAX_LINE + " bytes in a body");
    }
    if (lf < 0) {
      return false;
    }
    if (length < 0 || in.getByte(lf - 1) != '\r') {
      throw HeadRefusedException.malformed("a line that ends with LF (expected CR LF)");
    }
    in.readerIndex(lf + 1);
    switch (state) {
      case CHUNK_SIZE -> chunkSize(in, start, length);
      case CHUNK_END -> {
        if (length > 0) {
          throw HeadRefusedException.malformed("a chunk that is longer than it said");
        }
        state = State.CHUNK_SIZE;
      }
      default -> trailer(in, start, length);
    }
    return true;
  }

  /** Trailers mean nothing here; that they are header lines is looked at all the same. */
  private void trailer(ByteBuf in, int start, int length) throws HeadRefusedException {
    if (length > 0 && in.indexOf(start, start + length, (byte) ':') <= start) {
      throw HeadRefusedException.malformed("a trailer that is no header line");
    }
    trailerBytes += length + 2;
    if (trailerBytes > MAX_TRAILERS) {
      throw HeadRefusedException.malformed("trailers of more than " + MAX_TRAILERS + " bytes");
    }
    if (length == 0) {
      state = State.DONE;
    }
  }

  private void chunkSize(ByteBuf in, int start, int length) throws HeadRefusedException {
    long size = 0;
    int digits = 0;
    while (digits < length && Character.digit(in.getByte(start + digits), 16) >= 0) {
      size = size * 16 + Character.digit(in.getByte(start + digits), 16);
      digits++;
      if (digits > MAX_SIZE_DIGITS) {
        throw HeadRefusedException.malformed("a chunk size of too many digits");
      }
    }
    if (digits == 0 || !isExtension(in, start + digits, start + length)) {
      throw HeadRefusedException.malformed("a chunk size that is no number");
    }
    remaining = size;
    state = size == 0 ? State.TRAILERS : State.CHUNK;
  }

  /** After the size comes nothing, or blanks and a semicolon with printable text. */
  private static boolean isExtension(ByteBuf in, int from, int to) {
    int at = from;
    while (at < to && (in.getByte(at) == ' ' || in.getByte(at) == '\t')) {
      at++;
    }
    if (at == to) {
      return from == to;
    }
    if (in.getByte(at) != ';') {
      return false;
    }
    for (int i = at; i < to; i++) {
      byte b = in.getByte(i);
      if (b != '\t' && ((b >= 0 && b < 0x20) || b == 0x7f)) {
        return false;
      }
    }
    return true;
  }
}
