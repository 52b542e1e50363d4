package org.livemirror.http.exchange;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.livemirror.store.Entry;

/**
 * What a request gets: status, headers and where the body comes from.
 *
 * <p>Framing (Content-Length, Connection), Date and the headers that every answer has are added
 * when it is written. For one exchange: headers may still be added.
 */
public record Answer(HttpResponseStatus status, HttpHeaders headers, Body body) {

  private static final String RETRY_AFTER_SECONDS = "30";

  /** An answer without headers yet. */
  public Answer(HttpResponseStatus status, Body body) {
    this(status, new DefaultHttpHeaders(), body);
  }

  /** An answer with bytes of a type. */
  public static Answer of(HttpResponseStatus status, String contentType, byte[] bytes) {
    return new Answer(status, new Bytes(ByteBuffer.wrap(bytes)))
        .with(HeaderNames.CONTENT_TYPE, contentType);
  }

  /** An answer with one line of text. */
  public static Answer text(HttpResponseStatus status, String line) {
    return of(status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** An answer whose text is its status; caches must ask again, for it may end at any publish. */
  public static Answer plain(HttpResponseStatus status) {
    return text(status, status.toString()).with(HeaderNames.CACHE_CONTROL, "no-cache");
  }

  /** 503: a fault or a full queue, worth another try soon. */
  public static Answer unavailable() {
    return plain(HttpResponseStatus.SERVICE_UNAVAILABLE)
        .with(HeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
  }

  /** Sets a header and returns this. */
  public Answer with(CharSequence name, String value) {
    headers.set(name, value);
    return this;
  }

  /** Where the bytes after the headers come from. */
  public sealed interface Body permits None, Bytes, Blob, Parts {}

  /** No body and no length: 204, 304. */
  public record None() implements Body {}

  /** Bytes in memory. */
  public record Bytes(ByteBuffer bytes) implements Body, Piece {
    @Override
    public long length() {
      return bytes.remaining();
    }
  }

  /** {@code length} bytes of a published file, from {@code first} on. */
  public record Blob(Entry entry, long first, long length) implements Body, Piece {}

  /**
   * Pieces that follow each other: multipart/byteranges.
   *
   * @param entry the one file that all blobs among the pieces are of
   */
  public record Parts(Entry entry, List<Piece> pieces) implements Body {
    /** Bytes of all pieces. */
    public long length() {
      return pieces.stream().mapToLong(Piece::length).sum();
    }
  }

  /** A piece of {@link Parts}. */
  public sealed interface Piece permits Bytes, Blob {
    /** How many bytes it has. */
    long length();
  }
}
