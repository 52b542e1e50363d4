package org.livemirror.http.content;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.HttpDate;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.exchange.Route;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Sha256;

/** A published file and its answers; those that most requests get are made once. Immutable. */
final class ServedFile {
  private final Entry entry;
  private final Representation file;
  private final Multipart multipart;
  private final Route whole;
  private final Route notModified;

  ServedFile(Entry entry, Multipart multipart, Instant now) {
    this.entry = entry;
    this.multipart = multipart;
    this.file = Representation.of(entry, now);
    this.whole = new Route.Now(blob(HttpResponseStatus.OK, new Span(0, file.sizeBytes())));
    this.notModified =
        new Route.Now(validators(new Answer(HttpResponseStatus.NOT_MODIFIED, new Answer.None())));
  }

  /** The answer to a GET or HEAD. */
  Route answer(RequestHead head, Clock clock) {
    if (!head.selective()) {
      return whole;
    }
    int ranges = head.isHead() ? 0 : multipart.maxRanges();
    Selection selection = Selection.of(head.headers(), file, ranges, clock);
    return switch (selection.outcome()) {
      case WHOLE -> whole;
      case PART -> {
        Span part = selection.spans().get(0);
        yield new Route.Now(
            blob(HttpResponseStatus.PARTIAL_CONTENT, part)
                .with(HeaderNames.CONTENT_RANGE, part.contentRange(file.sizeBytes())));
      }
      case PARTS ->
          new Route.Now(
              body(
                  HttpResponseStatus.PARTIAL_CONTENT,
                  multipart.contentType(),
                  multipart.body(entry, contentType(entry.path()), selection.spans())));
      case NOT_MODIFIED -> notModified;
      case PRECONDITION_FAILED ->
          new Route.Now(Answer.plain(HttpResponseStatus.PRECONDITION_FAILED));
      case UNSATISFIABLE ->
          new Route.Now(
              Answer.plain(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                  .with(HeaderNames.CONTENT_RANGE, "bytes */" + file.sizeBytes()));
    };
  }

  private Answer blob(HttpResponseStatus status, Span span) {
    return body(
        status, contentType(entry.path()), new Answer.Blob(entry, span.first(), span.length()));
  }

  private Answer body(HttpResponseStatus status, String contentType, Answer.Body body) {
    return validators(new Answer(status, body))
        .with(HeaderNames.REPR_DIGEST, reprDigest(entry.blob()))
        .with(HeaderNames.ACCEPT_RANGES, "bytes")
        .with(HeaderNames.CONTENT_TYPE, contentType);
  }

  /** Of the whole file, whatever part of it is sent: RFC 9530 §3. */
  private static String reprDigest(Sha256 blob) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(blob.bytes()) + ":";
  }

  private Answer validators(Answer answer) {
    String cacheControl =
        switch (entry.kind()) {
          case POINTER -> "no-cache";
          case PACKAGE -> "public, max-age=31536000, immutable";
        };
    return answer
        .with(HeaderNames.ETAG, file.etag())
        .with(HeaderNames.LAST_MODIFIED, HttpDate.format(file.modified()))
        .with(HeaderNames.CACHE_CONTROL, cacheControl);
  }

  private static String contentType(ContentPath path) {
    String key = path.key();
    return key.endsWith(".zip")
        ? "application/zip"
        : key.endsWith(".flg") ? "text/plain" : "application/octet-stream";
  }
}
