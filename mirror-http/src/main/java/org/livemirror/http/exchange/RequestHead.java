package org.livemirror.http.exchange;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * A request's head as far as the mirror acts on it, well-formed: RFC 9112 §3, RFC 9110 §7.2.
 *
 * @param target as it came
 * @param headers those that mean something here, others are left out
 * @param contentLength bytes of body to come; {@link #CHUNKED} if only its end will tell
 * @param expectsContinue whether the client waits to be told to send its body: RFC 9110 §10.1.1
 * @param keepAlive whether the client wants to go on after the answer
 * @param selective whether it has conditions or ranges: RFC 9110 §13, §14
 */
public record RequestHead(
    HttpMethod method,
    String target,
    Version version,
    HttpHeaders headers,
    long contentLength,
    boolean expectsContinue,
    boolean keepAlive,
    boolean selective) {

  /** A {@link #contentLength} that nobody knows yet. */
  public static final long CHUNKED = -1;

  /** What a client speaks. */
  public enum Version {
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1"),
    HTTP_2("HTTP/2.0");

    private final String text;

    Version(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Whether only the head of an answer is wanted. */
  public boolean isHead() {
    return method.equals(HttpMethod.HEAD);
  }

  /** The first value of a header. */
  public @Nullable String header(CharSequence name) {
    return headers.get(name);
  }
}
