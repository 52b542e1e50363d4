package org.livemirror.http;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.BooleanSupplier;
import org.livemirror.http.exchange.HttpEvents;
import org.livemirror.http.wire.HeadParser;

/** What all connections of a plane share. */
record PlaneContext(
    HttpLimits limits,
    Router router,
    Outbound outbound,
    HttpEvents events,
    Gate gate,
    BooleanSupplier draining) {

  private static final FastThreadLocal<HeadParser> PARSER =
      new FastThreadLocal<>() {
        @Override
        protected HeadParser initialValue() {
          return new HeadParser();
        }
      };

  /** The same for connections that are encrypted. */
  PlaneContext encrypted() {
    return new PlaneContext(limits, router, outbound.encrypted(), events, gate, draining);
  }

  boolean isDraining() {
    return draining.getAsBoolean();
  }

  /** The event loop's own. */
  HeadParser parser() {
    return PARSER.get();
  }
}
