package org.livemirror.http.content;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.livemirror.http.exchange.HttpDate;

/**
 * What of a file a GET or HEAD gets: RFC 9110 §13 (conditions) and §14 (ranges). Pure; knows
 * neither store nor socket.
 *
 * <p>A header that is malformed counts as absent, except that If-Match and If-None-Match then match
 * nothing. A date gets 304 only for a file that never was another of that date, and a range only
 * for one that never was another: §8.8.2.2.
 *
 * @param spans the bytes to send: one span for {@link Outcome#WHOLE} and {@link Outcome#PART},
 *     several for {@link Outcome#PARTS}, else none
 */
record Selection(Outcome outcome, List<Span> spans) {
  /** How the request ends. */
  enum Outcome {
    /** 200. */
    WHOLE,
    /** 206. */
    PART,
    /** 206, multipart/byteranges. */
    PARTS,
    /** 304. */
    NOT_MODIFIED,
    /** 412. */
    PRECONDITION_FAILED,
    /** 416. */
    UNSATISFIABLE
  }

  /**
   * Evaluates in the order of RFC 9110 §13.2.2.
   *
   * @param mostRanges how many ranges one request may ask for; 0 if Range does not count, for only
   *     GET has it
   */
  static Selection of(HttpHeaders headers, Representation file, int mostRanges, Clock clock) {
    Optional<Instant> unmodifiedSince = Optional.empty();
    if (headers.contains(HttpHeaderNames.IF_MATCH)) {
      List<String> values = headers.getAll(HttpHeaderNames.IF_MATCH);
      if (!isOnly(file.etag(), values) && !EntityTags.parse(values).strong(file.etag())) {
        return none(Outcome.PRECONDITION_FAILED);
      }
    } else {
      unmodifiedSince = date(headers, HttpHeaderNames.IF_UNMODIFIED_SINCE, clock);
      if (unmodifiedSince.filter(file.modified()::isAfter).isPresent()) {
        return none(Outcome.PRECONDITION_FAILED);
      }
    }
    if (headers.contains(HttpHeaderNames.IF_NONE_MATCH)) {
      List<String> values = headers.getAll(HttpHeaderNames.IF_NONE_MATCH);
      if (isOnly(file.etag(), values) || EntityTags.parse(values).weak(file.etag())) {
        return none(Outcome.NOT_MODIFIED);
      }
    } else if (date(headers, HttpHeaderNames.IF_MODIFIED_SINCE, clock)
        .filter(since -> file.isUnmodifiedSince(since))
        .isPresent()) {
      return none(Outcome.NOT_MODIFIED);
    }
    // Of a file that was another before, the client may have that one's beginning.
    boolean ranges =
        mostRanges > 0
            && (unmodifiedSince.isEmpty() || file.datedOnce())
            && ifRange(headers, file, clock);
    Ranges asked =
        Ranges.of(
            ranges ? headers.getAll(HttpHeaderNames.RANGE) : List.of(),
            file.sizeBytes(),
            mostRanges);
    return new Selection(asked.outcome(), asked.spans());
  }

  /**
   * Whether If-Range is absent or names exactly this file: §13.1.5. A date does so only where it is
   * a strong validator: §8.8.2.2.
   */
  private static boolean ifRange(HttpHeaders headers, Representation file, Clock clock) {
    List<String> values = headers.getAll(HttpHeaderNames.IF_RANGE);
    if (values.isEmpty()) {
      return true;
    }
    String value = values.get(0).trim();
    return values.size() == 1
        && (value.equals(file.etag())
            || (file.datedOnce()
                && HttpDate.parse(value, clock.instant())
                    .filter(file.modified()::equals)
                    .isPresent()));
  }

  private static Optional<Instant> date(HttpHeaders headers, CharSequence name, Clock clock) {
    if (!headers.contains(name)) {
      return Optional.empty();
    }
    List<String> values = headers.getAll(name);
    return values.size() == 1 ? HttpDate.parse(values.get(0), clock.instant()) : Optional.empty();
  }

  /** Whether a client that has this very file asks: most that ask have it. */
  private static boolean isOnly(String etag, List<String> values) {
    return values.size() == 1 && values.get(0).equals(etag);
  }

  private static Selection none(Outcome outcome) {
    return new Selection(outcome, List.of());
  }
}
