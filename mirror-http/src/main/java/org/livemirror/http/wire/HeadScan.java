package org.livemirror.http.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * Finds the end of a request head that comes in pieces, looking at no byte twice: RFC 9112 §2.2.
 * Lines end with CR LF and with nothing else: a peer that sees other lines than we do is how
 * requests are smuggled. For one connection; used again for each head.
 */
public final class HeadScan {
  private final int maxRequestLine;
  private final int maxHeaders;
  private final int maxLines;

  /** All as distances from the reader index. */
  private int scanned;

  private int lineStart;
  private int headersStart;
  private int lines;

  /**
   * @param maxRequestLine longest request line, in bytes without its end
   * @param maxHeaders longest header lines together, in bytes with their ends
   * @param maxLines most header lines
   */
  public HeadScan(int maxRequestLine, int maxHeaders, int maxLines) {
    this.maxRequestLine = maxRequestLine;
    this.maxHeaders = maxHeaders;
    this.maxLines = maxLines;
  }

  /** Whether nothing of a head has come. */
  public boolean isIdle() {
    return scanned == 0;
  }

  /**
   * Looks at what came; skips empty lines before a head.
   *
   * @return the length of a whole head, which begins at the reader index; 0 if its end has not come
   */
  public int scan(ByteBuf in) throws HeadRefusedException {
    while (true) {
      int reader = in.readerIndex();
      int lf = in.indexOf(reader + scanned, in.writerIndex(), (byte) '\n');
      if (lf < 0) {
        scanned = in.readableBytes();
        checkLength(scanned);
        return 0;
      }
      int at = lf - reader;
      if (at == lineStart || in.getByte(lf - 1) != '\r') {
        throw HeadRefusedException.malformed("a line that ends with LF (expected CR LF)");
      }
      boolean empty = at - 1 == lineStart;
      checkLength(at - 1);
      scanned = at + 1;
      lineStart = scanned;
      if (empty && headersStart == 0) {
        in.skipBytes(scanned);
        reset();
      } else if (empty) {
        int length = scanned;
        reset();
        return length;
      } else if (headersStart == 0) {
        headersStart = scanned;
      } else if (++lines > maxLines) {
        throw new HeadRefusedException(
            HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "more than " + maxLines + " header lines");
      }
    }
  }

  private void checkLength(int end) throws HeadRefusedException {
    if (headersStart == 0 && end > maxRequestLine) {
      throw new HeadRefusedException(
          HttpResponseStatus.REQUEST_URI_TOO_LONG,
          "a request line of more than " + maxRequestLine + " bytes");
    }
    if (headersStart > 0 && end - headersStart > maxHeaders) {
      throw new HeadRefusedException(
          HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
          "headers of more than " + maxHeaders + " bytes");
    }
  }

  private void reset() {
    scanned = 0;
    lineStart = 0;
    headersStart = 0;
    lines = 0;
  }
}
