package org.livemirror.http.exchange;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.livemirror.store.Entry;

/**
 * What a request gets: status, headers and where the body comes from.
 *
 * <p>Framing (Content-Length, Connection) and Date are added when it is written. Headers may be
 * added by one thread until the answer is handed on; from then on it may be given to any number of
 * requests, on all threads.
 */
public final class Answer {

  private static final String RETRY_AFTER_SECONDS = "30";

  private final HttpResponseStatus status;
  private final HttpHeaders headers = new DefaultHttpHeaders();
  private final Body body;

  /** Made when first asked for; two threads at once make the same twice. */
  private volatile byte @Nullable [] http1;

  /** An answer without headers yet. */
  public Answer(HttpResponseStatus status, Body body) {
    this.status = status;
    this.body = body;
    headers.set(HeaderNames.CONTENT_TYPE_OPTIONS, "nosniff");
  }

  public HttpResponseStatus status() {
    return status;
  }

  /** All that do not depend on the connection. */
  public HttpHeaders headers() {
    return headers;
  }

  public Body body() {
    return body;
  }

  /** The status line and the headers as HTTP/1.1 spells them, Content-Length with them. */
  public byte[] http1() {
    byte[] made = http1;
    if (made == null) {
      StringBuilder text = new StringBuilder(512);
      text.append("HTTP/1.1 ").append(status).append("\r\n");
      headers.forEach(
          each -> text.append(each.getKey()).append(": ").append(each.getValue()).append("\r\n"));
      if (body.length() >= 0) {
        text.append(HeaderNames.CONTENT_LENGTH).append(": ").append(body.length()).append("\r\n");
      }
      made = text.toString().getBytes(StandardCharsets.ISO_8859_1);
      http1 = made;
    }
    return made;
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
    http1 = null;
    return this;
  }

  /** Where the bytes after the headers come from. */
  public sealed interface Body permits None, Piece, OfFile {
    /** How many there are; negative if there is no body at all, not even an empty one. */
    long length();
  }

  /** What is sent of a published file. */
  public sealed interface OfFile extends Body permits Blob, Parts {
    /** The one file that all of it is of. */
    Entry entry();
  }

  /** No body and no length: 204, 304. */
  public record None() implements Body {
    @Override
    public long length() {
      return -1;
    }
  }

  /** Bytes in memory. */
  public record Bytes(ByteBuffer bytes) implements Piece {
    @Override
    public long length() {
      return bytes.remaining();
    }
  }

  /** {@code length} bytes of a published file, from {@code first} on. */
  public record Blob(Entry entry, long first, long length) implements Piece, OfFile {}

  /** What {@link Parts} are made of. */
  public sealed interface Piece extends Body permits Bytes, Blob {}

  /** Pieces that follow each other: multipart/byteranges. */
  public record Parts(Entry entry, List<Piece> pieces) implements OfFile {
    @Override
    public long length() {
      return pieces.stream().mapToLong(Piece::length).sum();
    }
  }
}
