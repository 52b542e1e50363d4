package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.exchange.Route;
import org.livemirror.http.wire.BodyDecoder;
import org.livemirror.http.wire.HeadRefusedException;
import org.livemirror.http.wire.HeadScan;

/**
 * What comes in on a connection that speaks HTTP/1, request by request: bytes → head → gate and
 * route → body taken or dropped. Knows nothing of answers. For the connection's event loop.
 */
final class RequestReader {
  private static final Step WAIT = new Step.Wait();
  private static final Step BODY = new Step.Body(false);
  private static final Step BODY_ON_REQUEST = new Step.Body(true);
  private static final byte[] EMPTY = {};

  private final PlaneContext plane;
  private final HeadScan scan;
  private @Nullable Incoming incoming;

  /** A request whose body is coming in. */
  private record Incoming(HttpExchange exchange, Route route, BodyDecoder body, Intake intake) {}

  /** What is to be done next. */
  sealed interface Step {
    /** Nothing, before more has come. */
    record Wait() implements Step {}

    /**
     * A head is here, its body is coming.
     *
     * @param onRequest only when the client is told 100 (Continue)
     */
    record Body(boolean onRequest) implements Step {}

    /**
     * A request is to be answered, and what is taken next is the one behind it.
     *
     * @param route what it takes of the body, it has
     * @param bodyUnread whether the body may be coming still; then the connection has to end
     */
    record Request(HttpExchange exchange, Route route, boolean bodyUnread) implements Step {}
  }

  RequestReader(PlaneContext plane) {
    this.plane = plane;
    HttpLimits limits = plane.limits();
    this.scan = new HeadScan(limits.requestLineBytes(), limits.headerBytes(), limits.headerLines());
  }

  /** Whether a head has begun and not ended. */
  boolean isAmidHead() {
    return !scan.isIdle();
  }

  /** Whether a head is here whose body is not. */
  boolean isAmidBody() {
    return incoming != null;
  }

  /** Takes a head, or what is there of a body. */
  Step take(ByteBuf in, Peer peer) throws HeadRefusedException {
    Incoming request = incoming;
    return request == null ? head(in, peer) : body(in, request);
  }

  private Step head(ByteBuf in, Peer peer) throws HeadRefusedException {
    int length = scan.scan(in);
    if (length == 0) {
      return WAIT;
    }
    RequestHead head = plane.parser().parse(in, length);
    HttpExchange exchange = exchange(peer, head);
    Route route = plane.gate().pass(exchange, head, plane.router().route(head));
    if (head.contentLength() == 0) {
      return new Step.Request(exchange, withBody(route, EMPTY), false);
    }
    Incoming request =
        new Incoming(exchange, route, new BodyDecoder(head), Intake.of(route, plane.limits()));
    boolean wanted = route instanceof Route.TakesBody || !head.expectsContinue();
    if (!wanted || !request.intake().admits(head.contentLength())) {
      return bodyRefused(request);
    }
    incoming = request;
    return head.expectsContinue() ? BODY_ON_REQUEST : BODY;
  }

  private Step body(ByteBuf in, Incoming request) throws HeadRefusedException {
    if (!request.body().decode(in, request.intake())) {
      incoming = null;
      return bodyRefused(request);
    }
    if (!request.body().isDone()) {
      return WAIT;
    }
    incoming = null;
    Route route = withBody(request.route(), request.intake().bytes());
    return new Step.Request(request.exchange(), route, false);
  }

  private static Route withBody(Route route, byte[] body) {
    return route instanceof Route.TakesBody takes
        ? new Route.Work(() -> takes.work().apply(body))
        : route;
  }

  /** It is answered without its body; as that may be coming still, the connection ends. */
  private static Step bodyRefused(Incoming request) {
    request.exchange().endsConnection();
    Route route =
        request.route() instanceof Route.TakesBody takes
            ? new Route.Now(takes.tooLarge())
            : request.route();
    return new Step.Request(request.exchange(), route, true);
  }

  /** The exchange whose request will not come in whole, or a new one if even its head will not. */
  HttpExchange interrupted(Peer peer) {
    Incoming request = incoming;
    incoming = null;
    HttpExchange exchange = request == null ? exchange(peer, null) : request.exchange();
    exchange.endsConnection();
    return exchange;
  }

  private HttpExchange exchange(Peer peer, @Nullable RequestHead head) {
    return new HttpExchange(peer, head, head != null && head.keepAlive() && !plane.isDraining());
  }
}
