package org.livemirror.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Optional;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.Authority;
import org.livemirror.http.exchange.HeaderNames;

/**
 * Refuses request heads that must not be acted on, whatever they ask for: RFC 9112 §3. The decoder
 * refuses doubtful framing (§6) before this.
 */
final class RequestGuard {
  private RequestGuard() {}

  /** The answer to a head that is refused; the connection is closed after it. */
  static Optional<Answer> refusal(HttpRequest head) {
    if (head.decoderResult().isFailure()) {
      Throwable cause = head.decoderResult().cause();
      return Optional.of(
          Answer.plain(
              cause instanceof TooLongHttpLineException
                  ? HttpResponseStatus.REQUEST_URI_TOO_LONG
                  : cause instanceof TooLongHttpHeaderException
                      ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                      : HttpResponseStatus.BAD_REQUEST));
    }
    HttpVersion version = head.protocolVersion();
    HttpHeaders headers = head.headers();
    boolean http10 = version.equals(HttpVersion.HTTP_1_0);
    if (version.majorVersion() != 1) {
      return Optional.of(Answer.plain(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED));
    }
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    if (hosts > 1 || (hosts == 0 && !http10)) {
      return badRequest("found " + hosts + " Host headers (expected 1)");
    }
    String host = headers.get(HttpHeaderNames.HOST);
    if (host != null && !Authority.isValid(host)) {
      return Optional.of(Answer.plain(HttpResponseStatus.BAD_REQUEST));
    }
    String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expect.trim())) {
      return Optional.of(Answer.plain(HttpResponseStatus.EXPECTATION_FAILED));
    }
    return Optional.empty();
  }

  private static Optional<Answer> badRequest(String reason) {
    return Optional.of(
        Answer.text(HttpResponseStatus.BAD_REQUEST, "400 Bad Request: " + reason)
            .with(HeaderNames.CACHE_CONTROL, "no-cache"));
  }
}
