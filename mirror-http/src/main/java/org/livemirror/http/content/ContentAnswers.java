package org.livemirror.http.content;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.livemirror.core.publish.BasePaths.Place;
import org.livemirror.core.publish.Channels;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.HttpDate;
import org.livemirror.http.exchange.Methods;
import org.livemirror.http.exchange.Route;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.Sha256;

/**
 * Answers GET and HEAD on content: path → snapshot once → entry → conditions and range → headers.
 *
 * <p>Touches no blob. Safe for all threads; never blocks.
 */
public final class ContentAnswers {
  private final Channels channels;
  private final boolean listing;
  private final int maxRanges;
  private final Clock clock;
  private final Multipart multipart = new Multipart();

  /**
   * @param listing whether folders are shown
   * @param maxRanges how many ranges one request may ask for, at least one; more get 416
   */
  public ContentAnswers(Channels channels, boolean listing, int maxRanges, Clock clock) {
    this.channels = channels;
    this.listing = listing;
    this.maxRanges = maxRanges;
    this.clock = clock;
  }

  /**
   * Answers one request.
   *
   * @param absolute the decoded path as asked for
   * @param place what it means
   */
  public Route answer(HttpMethod method, String absolute, Place place, HttpHeaders headers) {
    if (!Methods.reads(method)) {
      return new Route.Now(Methods.other(method, Methods.READ));
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
    int ranges = method.equals(HttpMethod.GET) ? maxRanges : 0;
    Selection selection = Selection.of(headers, file, ranges, now);
    return switch (selection.outcome()) {
      case WHOLE -> blob(HttpResponseStatus.OK, entry, file, selection.spans().get(0));
      case PART -> {
        Span part = selection.spans().get(0);
        yield blob(HttpResponseStatus.PARTIAL_CONTENT, entry, file, part)
            .with(HeaderNames.CONTENT_RANGE, part.contentRange(file.sizeBytes()));
      }
      case PARTS ->
          body(
              HttpResponseStatus.PARTIAL_CONTENT,
              multipart.contentType(),
              multipart.body(entry, contentType(entry.path()), selection.spans()),
              entry,
              file);
      case NOT_MODIFIED ->
          validators(new Answer(HttpResponseStatus.NOT_MODIFIED, new Answer.None()), entry, file);
      case PRECONDITION_FAILED -> Answer.plain(HttpResponseStatus.PRECONDITION_FAILED);
      case UNSATISFIABLE ->
          Answer.plain(HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
              .with(HeaderNames.CONTENT_RANGE, "bytes */" + file.sizeBytes());
    };
  }

  private static Answer blob(
      HttpResponseStatus status, Entry entry, Representation file, Span span) {
    return body(
        status,
        contentType(entry.path()),
        new Answer.Blob(entry, span.first(), span.length()),
        entry,
        file);
  }

  private static Answer body(
      HttpResponseStatus status,
      String contentType,
      Answer.Body body,
      Entry entry,
      Representation file) {
    return validators(new Answer(status, body), entry, file)
        .with(HeaderNames.REPR_DIGEST, reprDigest(entry.blob()))
        .with(HeaderNames.ACCEPT_RANGES, "bytes")
        .with(HeaderNames.CONTENT_TYPE, contentType);
  }

  /** Of the whole file, whatever part of it is sent: RFC 9530 §3. */
  private static String reprDigest(Sha256 blob) {
    return "sha-256=:" + Base64.getEncoder().encodeToString(blob.bytes()) + ":";
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
