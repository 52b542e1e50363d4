package org.livemirror.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.HttpEvents.Reason;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.exchange.Route;
import org.livemirror.http.limit.Access;
import org.livemirror.http.limit.Passwords;
import org.livemirror.http.limit.Protection;
import org.livemirror.http.limit.Proxies;

/**
 * What a connection and its requests have to pass before they are served: address → load → rate →
 * password. Health is let through whatever the load and the rate are, to whomever a proxy asks for;
 * what is health, the route tells. Safe for all threads; blocks nothing.
 */
final class Gate {
  /** Passwords being checked or waiting for it; more are told to come again. */
  private static final int CHECKS = 8;

  private final Protection protection;
  private final Semaphore checks = new Semaphore(CHECKS);
  private final Semaphore atOnce = new Semaphore(2);

  Gate(Protection protection) {
    this.protection = protection;
  }

  /** Whether a connection may be served; if it may, {@link #released} follows. */
  Optional<Reason> admit(InetAddress peer) {
    return protection.admission().admit(peer);
  }

  /** A connection that was admitted has ended. */
  void released(InetAddress peer) {
    protection.admission().released(peer);
  }

  /**
   * The route of a request that passes, else its refusal. Notes in the exchange who asks and how
   * fast it may be served; {@link #ended} follows.
   *
   * @param route where the request would go
   */
  Route pass(HttpExchange exchange, RequestHead head, Route route) {
    InetAddress client = client(exchange.client(), head);
    exchange.askedBy(client);
    if (route instanceof Route.Now now && now.isHealth()) {
      return route;
    }
    if (!protection.pressure().enter()) {
      return new Route.Now(Answer.unavailable());
    }
    exchange.entered();
    try {
      return entered(exchange, client, head, route);
    } catch (RuntimeException e) {
      ended(exchange);
      throw e;
    }
  }

  /** Who asks: the peer, or whom a trusted proxy asks for. */
  private InetAddress client(InetAddress peer, RequestHead head) {
    Proxies proxies = protection.proxies();
    return proxies.contains(peer)
        ? proxies.client(peer, head.headers().getAll(HeaderNames.X_FORWARDED_FOR))
        : peer;
  }

  private Route entered(HttpExchange exchange, InetAddress client, RequestHead head, Route route) {
    if (!protection.admission().permits(client)) {
      return new Route.Now(Answer.plain(HttpResponseStatus.FORBIDDEN));
    }
    long wait = protection.requestRate().retryAfterSeconds(client);
    if (wait > 0) {
      return new Route.Now(later(wait));
    }
    exchange.shapedBy(protection.shaper().open(client));
    return protection.passwords().isEmpty()
        ? route
        : withPassword(exchange, head, protection.passwords().get(), route);
  }

  private static Answer later(long seconds) {
    return Answer.plain(HttpResponseStatus.TOO_MANY_REQUESTS)
        .with(HeaderNames.RETRY_AFTER, Long.toString(seconds));
  }

  private Route withPassword(
      HttpExchange exchange, RequestHead head, Passwords passwords, Route route) {
    Access access = passwords.check(head.header(HttpHeaderNames.AUTHORIZATION), exchange.client());
    if (access instanceof Access.NeedsWork work) {
      return checkedFirst(exchange, work.check(), route);
    }
    Answer refusal = refusal(exchange, access);
    return refusal == null ? route : new Route.Now(refusal);
  }

  /** The same route, behind a check that takes its time. */
  private Route checkedFirst(HttpExchange exchange, Supplier<Access> check, Route route) {
    if (route instanceof Route.Now now) {
      return new Route.Work(() -> checked(exchange, check, now::answer));
    }
    if (route instanceof Route.Work work) {
      return new Route.Work(() -> checked(exchange, check, work.work()));
    }
    Route.TakesBody takes = (Route.TakesBody) route;
    return new Route.TakesBody(
        takes.maxBytes(),
        takes.tooLarge(),
        body -> checked(exchange, check, () -> takes.work().apply(body)));
  }

  private Answer checked(HttpExchange exchange, Supplier<Access> check, Supplier<Answer> then) {
    if (!checks.tryAcquire()) {
      return Answer.unavailable().with(HeaderNames.RETRY_AFTER, "1");
    }
    Answer refusal;
    try {
      atOnce.acquireUninterruptibly();
      try {
        refusal = refusal(exchange, check.get());
      } finally {
        atOnce.release();
      }
    } finally {
      checks.release();
    }
    return refusal == null ? then.get() : refusal;
  }

  private static @Nullable Answer refusal(HttpExchange exchange, Access access) {
    if (access instanceof Access.Allowed allowed) {
      exchange.isUser(allowed.user());
      return null;
    }
    if (access instanceof Access.Later later) {
      return later(later.seconds());
    }
    return Answer.plain(HttpResponseStatus.UNAUTHORIZED)
        .with(HeaderNames.WWW_AUTHENTICATE, Passwords.CHALLENGE);
  }

  /** An exchange has ended, however it did. */
  void ended(HttpExchange exchange) {
    exchange.share().close();
    if (exchange.leaves()) {
      protection.pressure().leave();
    }
  }
}
