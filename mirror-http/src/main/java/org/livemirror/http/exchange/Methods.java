package org.livemirror.http.exchange;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;

/** What a resource answers to methods that it does not serve: RFC 9110 §9, §15.5.6, §15.6.2. */
public final class Methods {
  /** The methods of all that is only read. */
  public static final String READ = "GET, HEAD, OPTIONS";

  /** The methods of all that takes a body. */
  public static final String POST = "POST, OPTIONS";

  /** The methods of the server as a whole. */
  public static final String ALL = "GET, HEAD, POST, OPTIONS";

  private static final Set<HttpMethod> KNOWN =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS,
          HttpMethod.TRACE,
          HttpMethod.CONNECT);

  private Methods() {}

  /** Whether it is GET or HEAD. */
  public static boolean reads(HttpMethod method) {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  /** 204 with Allow to OPTIONS, else 405 with Allow, or 501 to a method nobody here knows. */
  public static Answer other(HttpMethod method, String allow) {
    if (method.equals(HttpMethod.OPTIONS)) {
      return new Answer(HttpResponseStatus.NO_CONTENT, new Answer.None())
          .with(HeaderNames.ALLOW, allow);
    }
    return allowing(Answer.plain(refusal(method)), allow);
  }

  /** The status that refuses a method: 405, or 501 if nobody here knows it. */
  public static HttpResponseStatus refusal(HttpMethod method) {
    return KNOWN.contains(method)
        ? HttpResponseStatus.METHOD_NOT_ALLOWED
        : HttpResponseStatus.NOT_IMPLEMENTED;
  }

  /** Tells in a 405 what is allowed, as it must. */
  public static Answer allowing(Answer refusal, String allow) {
    return refusal.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)
        ? refusal.with(HeaderNames.ALLOW, allow)
        : refusal;
  }
}
