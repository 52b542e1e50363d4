package org.livemirror.http.wire;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.ReadOnlyHttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.Authority;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.exchange.RequestHead.Version;

/**
 * Reads a request's head out of HTTP/2's header fields: RFC 9113 §8.3.1. As strict as {@link
 * HeadParser}, so that a request means the same however it comes. What makes fields malformed for
 * HTTP/2 itself was refused by the codec.
 */
public final class Http2Heads {
  private static final CharSequence[] NO_FIELDS = {};
  private static final String AUTHORITY = ":authority";

  private final int maxTarget;
  private final int maxLines;
  private int lines;
  private final List<CharSequence> fields = new ArrayList<>();
  private long contentLength = RequestHead.CHUNKED;
  private boolean expectsContinue;
  private boolean selective;

  private Http2Heads(int maxTarget, int maxLines) {
    this.maxTarget = maxTarget;
    this.maxLines = maxLines;
  }

  /**
   * Reads one.
   *
   * @param ended whether no body follows
   * @param maxTarget longest target, in bytes
   * @param maxLines most fields that HTTP/1 would have header lines for; the authority is one
   */
  public static RequestHead read(Http2Headers headers, boolean ended, int maxTarget, int maxLines)
      throws HeadRefusedException {
    return new Http2Heads(maxTarget, maxLines).read(headers, ended);
  }

  private RequestHead read(Http2Headers headers, boolean ended) throws HeadRefusedException {
    for (Map.Entry<CharSequence, CharSequence> each : headers) {
      String name = each.getKey().toString();
      count(name);
      field(name, each.getValue().toString().strip());
    }
    String method = text(headers.method());
    if (!HeadParser.isToken(method)) {
      throw HeadRefusedException.malformed("no method (expected one)");
    }
    HttpHeaders known =
        new ReadOnlyHttpHeaders(
            false, fields.isEmpty() ? NO_FIELDS : fields.toArray(CharSequence[]::new));
    return new RequestHead(
        HttpMethod.valueOf(method),
        target(text(headers.path())),
        Version.HTTP_2,
        known,
        ended ? 0 : contentLength,
        expectsContinue,
        true,
        selective);
  }

  private void count(String name) throws HeadRefusedException {
    boolean line = name.charAt(0) != ':' || name.equals(AUTHORITY);
    if (line && ++lines > maxLines) {
      throw new HeadRefusedException(
          HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
          "more than " + maxLines + " header fields");
    }
  }

  private static String text(@Nullable CharSequence value) {
    return value == null ? "" : value.toString();
  }

  private String target(String path) throws HeadRefusedException {
    if (path.length() > maxTarget) {
      throw new HeadRefusedException(
          HttpResponseStatus.REQUEST_URI_TOO_LONG, "a target of more than " + maxTarget + " bytes");
    }
    if (!HeadParser.isTarget(path) || (path.charAt(0) != '/' && !path.equals("*"))) {
      throw HeadRefusedException.malformed(
          "a target that is none (expected printable ASCII that begins with a slash)");
    }
    return path;
  }

  private void field(String name, String value) throws HeadRefusedException {
    if (name.equals(AUTHORITY)) {
      host(value);
      return;
    }
    KnownHeader header = KnownHeader.find(name.getBytes(StandardCharsets.ISO_8859_1));
    if (header == null) {
      return;
    }
    switch (header.role()) {
      case HOST -> host(value);
      case LENGTH -> contentLength(value);
      case EXPECT -> expect(value);
      case SELECTS -> {
        selective = true;
        keep(header, value);
      }
      case OTHER -> keep(header, value);
      case CONNECTION, ENCODING ->
          throw HeadRefusedException.malformed("a header of connections (expected none)");
    }
  }

  private void keep(KnownHeader header, String value) {
    fields.add(header.spelling());
    fields.add(value);
  }

  private static void host(String value) throws HeadRefusedException {
    if (!Authority.isValid(value)) {
      throw HeadRefusedException.malformed("an authority that is none (expected host:port)");
    }
  }

  private void contentLength(String value) throws HeadRefusedException {
    if (contentLength != RequestHead.CHUNKED) {
      throw HeadRefusedException.malformed("two Content-Length headers (expected 1)");
    }
    if (value.isEmpty()
        || value.length() > HeadParser.MAX_DIGITS
        || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw HeadRefusedException.malformed("a Content-Length that is no length");
    }
    contentLength = Long.parseLong(value);
  }

  private void expect(String value) throws HeadRefusedException {
    if (!value.equalsIgnoreCase("100-continue")) {
      throw new HeadRefusedException(
          HttpResponseStatus.EXPECTATION_FAILED, "another Expect (expected 100-continue)");
    }
    expectsContinue = true;
  }
}
