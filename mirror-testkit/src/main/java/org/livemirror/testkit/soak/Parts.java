package org.livemirror.testkit.soak;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.livemirror.testkit.soak.Offered.Pack;

/** Several ranges in one body, {@code multipart/byteranges} (RFC 9110, 14.6). */
final class Parts {
  private static final String TYPE = "multipart/byteranges; boundary=";

  private Parts() {}

  /**
   * Holds a body against the bytes that were asked for.
   *
   * @param firsts where the ranges begin, in order; they lie far apart
   * @param bytes how long each is
   */
  static void check(Pack pack, String contentType, byte[] body, long[] firsts, int bytes)
      throws IOException {
    if (!contentType.startsWith(TYPE)) {
      throw new Reply.Wrong("Content-Type: '%s' (expected '%s…')".formatted(contentType, TYPE));
    }
    String boundary = "\r\n--" + contentType.substring(TYPE.length()).replace("\"", "");
    // The line end before the first boundary may be left out.
    String rest = "\r\n" + new String(body, StandardCharsets.ISO_8859_1);
    if (rest.startsWith("\r\n\r\n")) {
      rest = rest.substring(2);
    }
    for (long first : firsts) {
      int headEnd = rest.indexOf("\r\n\r\n") + 4;
      if (!rest.startsWith(boundary + "\r\n") || headEnd + bytes > rest.length()) {
        throw new Reply.Wrong("found no part for the range from %d".formatted(first));
      }
      String range =
          "\r\ncontent-range: bytes %d-%d/%d\r\n"
              .formatted(first, first + bytes - 1, pack.sizeBytes());
      String head = rest.substring(0, headEnd);
      if (!head.toLowerCase(Locale.ROOT).contains(range)) {
        throw new Reply.Wrong("a part with '%s' (expected '%s')".formatted(head, range));
      }
      if (!rest.startsWith(known(pack, first, bytes), headEnd)) {
        throw new Reply.Wrong("WRONG BYTES in the part from %d".formatted(first));
      }
      rest = rest.substring(headEnd + bytes);
    }
    if (!rest.stripTrailing().equals(boundary + "--")) {
      throw new Reply.Wrong("'%s' after the last part (expected its boundary)".formatted(rest));
    }
  }

  private static String known(Pack pack, long first, int bytes) throws IOException {
    byte[] known = new byte[bytes];
    try (RandomAccessFile file = new RandomAccessFile(pack.file().toFile(), "r")) {
      file.seek(first);
      file.readFully(known);
    }
    return new String(known, StandardCharsets.ISO_8859_1);
  }
}
