package org.livemirror.core.author;

import java.io.InputStream;
import java.util.SplittableRandom;

/** A stream of incompressible bytes that its length and seed determine. */
final class RandomBytes extends InputStream {
  private final SplittableRandom random;
  private long left;

  RandomBytes(long sizeBytes, long seed) {
    this.left = sizeBytes;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Gives whole words wherever it can: the same bytes come only if the caller's pieces are the
   * same, as {@link GuardedZip}'s are.
   */
  @Override
  public int read(byte[] bytes, int offset, int length) {
    if (left == 0) {
      return -1;
    }
    int count = (int) Math.min(left, length);
    int at = offset;
    for (; at + Long.BYTES <= offset + count; at += Long.BYTES) {
      long word = random.nextLong();
      for (int i = 0; i < Long.BYTES; i++) {
        bytes[at + i] = (byte) (word >>> (8 * i));
      }
    }
    for (; at < offset + count; at++) {
      bytes[at] = (byte) random.nextInt();
    }
    left -= count;
    return count;
  }
}
