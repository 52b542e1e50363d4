package org.livemirror.http.content;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.livemirror.http.exchange.HttpDate;

/**
 * What of a file a GET or HEAD gets: RFC 9110 §13 (conditions) and §14 (ranges). Pure; knows
 * neither store nor socket.
 *
 * <p>A header that is malformed counts as absent, except that If-Match and If-None-Match then match
 * nothing. One range is answered; several are not, and get the whole file (§14.2 allows it).
 *
 * @param first first byte to send
 * @param length bytes to send; nothing unless {@link Outcome#WHOLE} or {@link Outcome#PART}
 */
record Selection(Outcome outcome, long first, long length) {
  private static final Pattern RANGE =
      Pattern.compile("bytes=[ \\t]*([0-9]*)-([0-9]*)[ \\t]*", Pattern.CASE_INSENSITIVE);

  /** How the request ends. */
  enum Outcome {
    /** 200. */
    WHOLE,
    /** 206. */
    PART,
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
   * @param ranges whether Range counts: only for GET
   */
  static Selection of(HttpHeaders headers, Representation file, boolean ranges, Instant now) {
    if (headers.contains(HttpHeaderNames.IF_MATCH)) {
      if (!EntityTags.parse(headers.getAll(HttpHeaderNames.IF_MATCH)).strong(file.etag())) {
        return none(Outcome.PRECONDITION_FAILED);
      }
    } else if (date(headers, HttpHeaderNames.IF_UNMODIFIED_SINCE, now)
        .filter(file.modified()::isAfter)
        .isPresent()) {
      return none(Outcome.PRECONDITION_FAILED);
    }
    if (headers.contains(HttpHeaderNames.IF_NONE_MATCH)) {
      if (EntityTags.parse(headers.getAll(HttpHeaderNames.IF_NONE_MATCH)).weak(file.etag())) {
        return none(Outcome.NOT_MODIFIED);
      }
    } else if (date(headers, HttpHeaderNames.IF_MODIFIED_SINCE, now)
        .filter(since -> !file.modified().isAfter(since))
        .isPresent()) {
      return none(Outcome.NOT_MODIFIED);
    }
    return ranges && ifRange(headers, file, now)
        ? range(headers.getAll(HttpHeaderNames.RANGE), file.sizeBytes())
        : whole(file.sizeBytes());
  }

  /** Whether If-Range is absent or names exactly this file: §13.1.5. */
  private static boolean ifRange(HttpHeaders headers, Representation file, Instant now) {
    List<String> values = headers.getAll(HttpHeaderNames.IF_RANGE);
    if (values.isEmpty()) {
      return true;
    }
    String value = values.get(0).trim();
    return values.size() == 1
        && (value.equals(file.etag())
            || HttpDate.parse(value, now).filter(file.modified()::equals).isPresent());
  }

  private static Optional<Instant> date(HttpHeaders headers, CharSequence name, Instant now) {
    List<String> values = headers.getAll(name);
    return values.size() == 1 ? HttpDate.parse(values.get(0), now) : Optional.empty();
  }

  /** The Range headers of a request on {@code size} bytes: §14.1.2. */
  private static Selection range(List<String> values, long size) {
    Matcher range = RANGE.matcher(values.size() == 1 ? values.get(0) : "");
    if (!range.matches()) {
      return whole(size);
    }
    String from = range.group(1);
    String to = range.group(2);
    if (from.isEmpty()) {
      return to.isEmpty() ? whole(size) : suffix(number(to), size);
    }
    long first = number(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
    if (last < first) {
      return whole(size);
    }
    return first >= size
        ? none(Outcome.UNSATISFIABLE)
        : part(first, last >= size ? size : last + 1);
  }

  private static Selection suffix(long length, long size) {
    if (length == 0) {
      return none(Outcome.UNSATISFIABLE);
    }
    // No Content-Range can describe a part of nothing.
    return size == 0 ? whole(0) : part(Math.max(0, size - length), size);
  }

  /** A decimal number; {@link Long#MAX_VALUE} if it is greater. */
  private static long number(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
    }
    return value;
  }

  private static Selection none(Outcome outcome) {
    return new Selection(outcome, 0, 0);
  }

  private static Selection whole(long size) {
    return new Selection(Outcome.WHOLE, 0, size);
  }

  private static Selection part(long first, long end) {
    return new Selection(Outcome.PART, first, end - first);
  }
}
