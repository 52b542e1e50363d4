package org.livemirror.http.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;

/** Errors as {@code application/problem+json}: RFC 9457. */
public final class Problem {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Problem() {}

  /**
   * An error answer.
   *
   * @param detail one sentence for people
   */
  public static Answer of(HttpResponseStatus status, String detail) {
    try {
      byte[] json =
          JSON.writeValueAsBytes(
              JSON.createObjectNode()
                  .put("type", "about:blank")
                  .put("title", status.reasonPhrase())
                  .put("status", status.code())
                  .put("detail", detail));
      return Answer.of(status, "application/problem+json", json)
          .with(HeaderNames.CACHE_CONTROL, "no-cache");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree always serializes", e);
    }
  }
}
