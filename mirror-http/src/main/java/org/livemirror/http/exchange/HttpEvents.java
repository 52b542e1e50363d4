package org.livemirror.http.exchange;

import java.net.InetAddress;

/**
 * What happens on the HTTP plane, for logs and metrics. Called on event loops, for every request:
 * an implementation returns at once, allocates little, and never throws. Safe for all threads.
 */
public interface HttpEvents {
  /** Records nothing. */
  HttpEvents NONE = new HttpEvents() {};

  /** Tells one and then the other. */
  static HttpEvents both(HttpEvents first, HttpEvents second) {
    return new HttpEvents() {
      @Override
      public void opened() {
        first.opened();
        second.opened();
      }

      @Override
      public void closed() {
        first.closed();
        second.closed();
      }

      @Override
      public void turnedAway(InetAddress client, Reason reason) {
        first.turnedAway(client, reason);
        second.turnedAway(client, reason);
      }

      @Override
      public void ended(Exchange exchange) {
        first.ended(exchange);
        second.ended(exchange);
      }
    };
  }

  /** A connection was accepted. */
  default void opened() {}

  /** One that was accepted has ended. */
  default void closed() {}

  /** A connection was closed before its first request was read. */
  default void turnedAway(InetAddress client, Reason reason) {}

  /** A request was answered, or its connection broke. */
  default void ended(Exchange exchange) {}

  /** Why a connection was not served. */
  enum Reason {
    /** Its address is not among those that may come. */
    DENIED,
    /** Too many connections in all. */
    TOO_MANY,
    /** Too many from its address. */
    TOO_MANY_FROM_ADDRESS,
    /** The TLS handshake failed. */
    TLS,
    /** What it sent before its first request was not what a listed proxy sends. */
    PROXY_HEADER
  }
}
