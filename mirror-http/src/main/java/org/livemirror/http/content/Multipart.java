package org.livemirror.http.content;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.livemirror.http.exchange.Answer;
import org.livemirror.store.Entry;

/**
 * Several ranges of a file as one body: {@code multipart/byteranges}, RFC 9110 §14.6. Safe for all
 * threads.
 *
 * <p>The boundary is drawn once, of 128 random bits. It cannot occur in a file by chance, and who
 * learns it from an answer cannot put it into one, for what is published is signed.
 */
final class Multipart {
  private static final int BOUNDARY_BYTES = 16;

  private final int maxRanges;
  private final String boundary;

  /**
   * @param maxRanges how many ranges one request may ask for
   */
  Multipart(int maxRanges) {
    this.maxRanges = maxRanges;
    byte[] random = new byte[BOUNDARY_BYTES];
    new SecureRandom().nextBytes(random);
    this.boundary = HexFormat.of().formatHex(random);
  }

  int maxRanges() {
    return maxRanges;
  }

  String contentType() {
    return "multipart/byteranges; boundary=" + boundary;
  }

  /** The body: of each span its head and its bytes, then the end. */
  Answer.Parts body(Entry entry, String contentType, List<Span> spans) {
    List<Answer.Piece> pieces = new ArrayList<>();
    String lineEnd = "";
    for (Span span : spans) {
      pieces.add(
          text(
              "%s--%s\r\nContent-Type: %s\r\nContent-Range: %s\r\n\r\n"
                  .formatted(
                      lineEnd, boundary, contentType, span.contentRange(entry.sizeBytes()))));
      pieces.add(new Answer.Blob(entry, span.first(), span.length()));
      lineEnd = "\r\n";
    }
    pieces.add(text("\r\n--%s--\r\n".formatted(boundary)));
    return new Answer.Parts(entry, List.copyOf(pieces));
  }

  private static Answer.Bytes text(String text) {
    return new Answer.Bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }
}
