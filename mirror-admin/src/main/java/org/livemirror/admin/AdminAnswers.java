package org.livemirror.admin;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.livemirror.admin.metrics.Metrics;
import org.livemirror.admin.status.Status;
import org.livemirror.admin.status.StatusJson;

/**
 * Who answers a request on the operator's port, by its path alone. Nothing here reads the store, so
 * it answers when the store does not. Safe for all threads.
 */
final class AdminAnswers implements HttpService {
  private static final MediaType METRICS = MediaType.parse(Metrics.CONTENT_TYPE);
  private static final String STARTING = "starting: what is published is being loaded";

  private final Supplier<Optional<Status>> status;
  private final Supplier<Optional<Metrics>> metrics;

  AdminAnswers(Supplier<Optional<Status>> status, Supplier<Optional<Metrics>> metrics) {
    this.status = status;
    this.metrics = metrics;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      String found = "found " + request.method() + " (expected GET or HEAD)";
      return Problem.of(HttpStatus.METHOD_NOT_ALLOWED, found).toHttpResponse();
    }
    return switch (context.path()) {
      case "/livez" -> health(Optional.empty()).toHttpResponse();
      case "/readyz" -> health(unready()).toHttpResponse();
      case "/metrics" -> work(context, this::metrics);
      case "/api/v1/status" -> work(context, this::status);
      default -> Problem.of(HttpStatus.NOT_FOUND, "no such endpoint").toHttpResponse();
    };
  }

  /** Too long for an event loop, on which health is answered whatever else is asked. */
  private static HttpResponse work(
      ServiceRequestContext context, Supplier<AggregatedHttpResponse> answer) {
    return HttpResponse.of(
        CompletableFuture.supplyAsync(
            () -> answer.get().toHttpResponse(), context.blockingTaskExecutor()));
  }

  private Optional<String> unready() {
    return status.get().map(Status::unready).orElse(Optional.of(STARTING));
  }

  private static AggregatedHttpResponse health(Optional<String> problem) {
    return of(
        problem.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
        MediaType.PLAIN_TEXT_UTF_8,
        problem.orElse("ok") + "\n");
  }

  private AggregatedHttpResponse metrics() {
    return metrics
        .get()
        .map(all -> of(HttpStatus.OK, METRICS, all.text(status.get())))
        .orElseGet(() -> Problem.of(HttpStatus.SERVICE_UNAVAILABLE, STARTING));
  }

  private AggregatedHttpResponse status() {
    return status
        .get()
        .map(
            now -> of(HttpStatus.OK, MediaType.JSON, StatusJson.write(now).toPrettyString() + "\n"))
        .orElseGet(() -> Problem.of(HttpStatus.SERVICE_UNAVAILABLE, STARTING));
  }

  private static AggregatedHttpResponse of(HttpStatus status, MediaType type, String text) {
    return AggregatedHttpResponse.of(
        ResponseHeaders.of(status, HttpHeaderNames.CONTENT_TYPE, type),
        HttpData.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }
}
