package org.livemirror.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;

/** Errors as {@code application/problem+json}: RFC 9457. Tells nothing of a fault's inside. */
final class Problem implements ServerErrorHandler {
  /**
   * An error answer.
   *
   * @param detail one sentence for people
   */
  static AggregatedHttpResponse of(HttpStatus status, String detail) {
    String json =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "about:blank")
            .put("title", status.reasonPhrase())
            .put("status", status.code())
            .put("detail", detail)
            .toString();
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(status)
            .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json");
    if (status.equals(HttpStatus.METHOD_NOT_ALLOWED)) {
      headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
    }
    return AggregatedHttpResponse.of(headers.build(), HttpData.ofUtf8(json));
  }

  /** For what an answer throws: the server logs it. Nothing else is left to its default. */
  @Override
  public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
    return null;
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return of(status, description == null ? status.reasonPhrase() : description);
  }
}
