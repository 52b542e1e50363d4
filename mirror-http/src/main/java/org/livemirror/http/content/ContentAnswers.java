package org.livemirror.http.content;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.livemirror.core.publish.BasePaths.Place;
import org.livemirror.core.publish.Channels;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.HttpDate;
import org.livemirror.http.exchange.Route;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;

/**
 * Answers GET and HEAD on content: path → snapshot once → entry → conditions and range → headers.
 *
 * <p>Touches no blob. Safe for all threads; never blocks.
 */
public final class ContentAnswers {
  private final Channels channels;
  private final boolean listing;
  private final Clock clock;

  /**
   * @param listing whether folders are shown
   */
  public ContentAnswers(Channels channels, boolean listing, Clock clock) {
    this.channels = channels;
    this.listing = listing;
    this.clock = clock;
  }

  /**
   * Answers one request.
   *
   * @param absolute the decoded path as asked for
   * @param place what it means
   */
  public Route answer(HttpMethod method, String absolute, Place place, HttpHeaders headers) {
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      return new Route.Now(Answer.methodNotAllowed("GET, HEAD"));
    }
    Generation generation = channels.of(place.channel()).current().generation();
    String relative = place.relative();
    if (relative.isEmpty()) {
      return folder(generation, absolute, Optional.empty());
    }
    boolean slash = relative.endsWith("/");
    Optional<ContentPath> path =
        ContentPath.parse(slash ? relative.substring(0, relative.length() - 1) : relative);
    if (path.isEmpty()) {
      return notFound();
    }
    Optional<Entry> entry = slash ? Optional.empty() : generation.find(path.get());
    return entry.isPresent()
        ? new Route.Now(file(method, entry.get(), headers))
        : folder(generation, absolute, path);
  }

  private Route folder(Generation generation, String absolute, Optional<ContentPath> folder) {
    if (!listing) {
      return notFound();
    }
    return new Route.Work(() -> new Listing(generation).answer(absolute, folder));
  }

  private static Route notFound() {
    return new Route.Now(Answer.plain(HttpResponseStatus.NOT_FOUND));
  }

  private Answer file(HttpMethod method, Entry entry, HttpHeaders headers) {
    Instant now = clock.instant();
    Representation file = Representation.of(entry, now);
    Selection selection = Selection.of(headers, file, method.equals(HttpMethod.GET), now);
    return switch (selection.outcome()) {
      case WHOLE -> body(HttpResponseStatus.OK, entry, file, selection);
      case PART ->
          body(HttpResponseStatus.PARTIAL_CONTENT, entry, file, selection)
              .with(
                  HeaderNames.CONTENT_RANGE,
                  "bytes %d-%d/%d"
                      .formatted(
                          selection.first(),
                          selection.first() + selection.length() - 1,
                          file.sizeBytes()));
      case NOT_MODIFIED ->
          validators(new Answer(HttpResponseStatus.NOT_MODIFIED, new Answer.None()), entry, file);
      case PRECONDITION_FAILED -> Answer.plain(HttpResponseStatus.PRECONDITION_FAILED);
      case UNSATISFIABLE ->
          Answer.plain(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
              .with(HeaderNames.CONTENT_RANGE, "bytes */" + file.sizeBytes());
    };
  }

  private static Answer body(
      HttpResponseStatus status, Entry entry, Representation file, Selection selection) {
    Answer answer =
        new Answer(status, new Answer.Blob(entry, selection.first(), selection.length()));
    return validators(answer, entry, file)
        .with(HeaderNames.ACCEPT_RANGES, "bytes")
        .with(HeaderNames.CONTENT_TYPE, contentType(entry.path()));
  }

  private static Answer validators(Answer answer, Entry entry, Representation file) {
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
