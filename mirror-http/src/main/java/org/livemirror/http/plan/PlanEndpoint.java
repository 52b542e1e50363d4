package org.livemirror.http.plan;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import org.livemirror.core.plan.Inventory;
import org.livemirror.core.plan.MalformedInventoryException;
import org.livemirror.core.plan.PlanJson;
import org.livemirror.core.plan.Planner;
import org.livemirror.core.publish.Published;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.Methods;
import org.livemirror.http.exchange.Route;

/**
 * {@code POST /api/v1/plan}: inventory → snapshot once → planner → plan. Safe for all threads.
 *
 * <p>400 for a malformed inventory, 405 or 501 for other methods, 413 for one that is too long,
 * each as RFC 9457 problem.
 */
public final class PlanEndpoint {
  /** Where it is, at the root only. */
  public static final String PATH = "/api/v1/plan";

  private final Published published;
  private final int maxBytes;

  /**
   * @param maxBytes longest inventory, in bytes
   */
  public PlanEndpoint(Published published, int maxBytes) {
    this.published = published;
    this.maxBytes = maxBytes;
  }

  /** The route of one request. */
  public Route route(HttpMethod method) {
    if (method.equals(HttpMethod.OPTIONS)) {
      return new Route.Now(Methods.other(method, Methods.POST));
    }
    if (!method.equals(HttpMethod.POST)) {
      Answer refusal = Problem.of(Methods.refusal(method), "found another method (expected POST)");
      return new Route.Now(Methods.allowing(refusal, Methods.POST));
    }
    Answer tooLarge =
        Problem.of(
            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
            "inventory: found more than "
                + maxBytes
                + " bytes (expected at most "
                + maxBytes
                + ")");
    return new Route.TakesBody(maxBytes, tooLarge, this::plan);
  }

  private Answer plan(byte[] json) {
    try {
      Inventory inventory = PlanJson.readInventory(json);
      byte[] plan = PlanJson.write(Planner.plan(inventory, published.current().offer()));
      return Answer.of(HttpResponseStatus.OK, "application/json", plan)
          .with(HeaderNames.CACHE_CONTROL, "no-store");
    } catch (MalformedInventoryException e) {
      return Problem.of(HttpResponseStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // Logged where they are read: by one for all who ask meanwhile.
      return Problem.of(
          HttpResponseStatus.INTERNAL_SERVER_ERROR,
          "the catalogs cannot be read (expected to plan from them); the server's log tells why");
    }
  }
}
