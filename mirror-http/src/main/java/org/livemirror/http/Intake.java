package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;

/** A request body coming in: kept for the route that takes it, counted for all. For one thread. */
final class Intake {
  private final int maxBytes;
  private final boolean keep;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
  private int count;

  Intake(int maxBytes, boolean keep) {
    this.maxBytes = maxBytes;
    this.keep = keep;
  }

  /** Whether a body of that announced length can be taken. */
  boolean admits(long contentLength) {
    return contentLength <= maxBytes;
  }

  /** Takes more bytes; whether they were still admitted. */
  boolean add(ByteBuf bytes) {
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
