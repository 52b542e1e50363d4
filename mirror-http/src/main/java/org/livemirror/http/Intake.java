package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import org.livemirror.http.exchange.Route;
import org.livemirror.http.wire.BodyDecoder;

/** A request body coming in: kept for the route that takes it, counted for all. For one thread. */
final class Intake implements BodyDecoder.Taker {
  private final int maxBytes;
  private final boolean keep;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
  private int count;

  private Intake(int maxBytes, boolean keep) {
    this.maxBytes = maxBytes;
    this.keep = keep;
  }

  /** What a route takes of a body; one that takes none lets some of it be dropped. */
  static Intake of(Route route, HttpLimits limits) {
    return route instanceof Route.TakesBody takes
        ? new Intake(takes.maxBytes(), true)
        : new Intake(limits.droppedBodyBytes(), false);
  }

  @Override
  public boolean admits(long more) {
    return more <= maxBytes - count;
  }

  @Override
  public boolean take(ByteBuf bytes) {
    int length = bytes.readableBytes();
    if (length > maxBytes - count) {
      return false;
    }
    count += length;
    if (keep) {
      byte[] copy = new byte[length];
      bytes.readBytes(copy);
      kept.writeBytes(copy);
    }
    return true;
  }

  byte[] bytes() {
    return kept.toByteArray();
  }
}
