package org.livemirror.http;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.core.publish.Published;
import org.livemirror.core.publish.Readiness;
import org.livemirror.http.content.ContentAnswers;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.Methods;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.exchange.RequestTarget;
import org.livemirror.http.exchange.Route;
import org.livemirror.http.plan.PlanEndpoint;
import org.livemirror.http.plan.Problem;

/**
 * Who answers a request: health and {@code /api/} at the root, all else content under its base
 * paths. What is health is decided here alone. Readiness and plans are of production. Safe for all
 * threads; never blocks.
 */
final class Router {
  private final BasePaths basePaths;
  private final Published published;
  private final ContentAnswers content;
  private final PlanEndpoint plan;
  private final BooleanSupplier draining;

  Router(
      BasePaths basePaths,
      Published published,
      ContentAnswers content,
      PlanEndpoint plan,
      BooleanSupplier draining) {
    this.basePaths = basePaths;
    this.published = published;
    this.content = content;
    this.plan = plan;
    this.draining = draining;
  }

  Route route(RequestHead head) {
    Route known = content.known(head);
    if (known != null) {
      return known;
    }
    HttpMethod method = head.method();
    boolean wholeServer = method.equals(HttpMethod.OPTIONS) && head.target().equals("*");
    if (wholeServer || method.equals(HttpMethod.CONNECT)) {
      return new Route.Now(Methods.other(method, Methods.ALL));
    }
    Optional<String> target = RequestTarget.path(head.target());
    if (target.isEmpty()) {
      return new Route.Now(Answer.plain(HttpResponseStatus.BAD_REQUEST));
    }
    String path = target.get();
    return switch (path) {
      case "/livez" -> health(method, Optional.empty());
      case "/readyz" -> health(method, unready());
      case PlanEndpoint.PATH -> plan.route(method);
      default ->
          path.startsWith("/api/")
              ? new Route.Now(Problem.of(HttpResponseStatus.NOT_FOUND, "no such endpoint"))
              : content(head, path);
    };
  }

  private Route content(RequestHead head, String path) {
    return basePaths
        .find(path)
        .map(place -> content.answer(head, path, place))
        .orElseGet(() -> new Route.Now(Answer.plain(HttpResponseStatus.NOT_FOUND)));
  }

  private Optional<String> unready() {
    return Readiness.problem(published, draining.getAsBoolean());
  }

  private static Route health(HttpMethod method, Optional<String> problem) {
    if (!Methods.reads(method)) {
      return new Route.Now(Methods.other(method, Methods.READ), true);
    }
    Answer answer =
        problem
            .map(reason -> Answer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, reason))
            .orElseGet(() -> Answer.text(HttpResponseStatus.OK, "ok"));
    return new Route.Now(answer.with(HeaderNames.CACHE_CONTROL, "no-store"), true);
  }
}
