package org.livemirror.http.content;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.HttpDate;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.exchange.Route;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;

/** A published file and its answers; those that most requests get are made once. Immutable. */
final class ServedFile {
  private final Entry entry;
  private final Representation file;
  private final Route whole;
  private final Route notModified;

  ServedFile(Entry entry, Instant now) {
    this.entry = entry;
    this.file = Representation.of(entry, now);
    this.whole = new Route.Now(body(HttpResponseStatus.OK, 0, file.sizeBytes()));
    this.notModified =
        new Route.Now(validators(new Answer(HttpResponseStatus.NOT_MODIFIED, new Answer.None())));
  }

  /** The answer to a GET or HEAD. */
  Route answer(RequestHead head, Instant now) {
    if (!head.selective()) {
      return whole;
    }
    Selection selection =
        Selection.of(head.headers(), file, head.method().equals(HttpMethod.GET), now);
    return switch (selection.outcome()) {
      case WHOLE -> whole;
      case PART ->
          new Route.Now(
              body(HttpResponseStatus.PARTIAL_CONTENT, selection.first(), selection.length())
                  .with(
                      HeaderNames.CONTENT_RANGE,
                      "bytes "
                          + selection.first()
                          + "-"
                          + (selection.first() + selection.length() - 1)
                          + "/"
                          + file.sizeBytes()));
      case NOT_MODIFIED -> notModified;
      case PRECONDITION_FAILED ->
          new Route.Now(Answer.plain(HttpResponseStatus.PRECONDITION_FAILED));
      case UNSATISFIABLE ->
          new Route.Now(
              Answer.plain(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                  .with(HeaderNames.CONTENT_RANGE, "bytes */" + file.sizeBytes()));
    };
  }

  private Answer body(HttpResponseStatus status, long first, long length) {
    return validators(new Answer(status, new Answer.Blob(entry, first, length)))
        .with(HeaderNames.ACCEPT_RANGES, "bytes")
        .with(HeaderNames.CONTENT_TYPE, contentType(entry.path()));
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
