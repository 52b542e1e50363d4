package org.livemirror.core.scrub;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/** Holds a reader to so many bytes a second, counted from its first. For one thread. */
final class Pace {
  private final long bytesPerSecond;
  private final long started = System.nanoTime();
  private long bytes;

  /**
   * @param bytesPerSecond 0 for no limit
   */
  Pace(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  long bytes() {
    return bytes;
  }

  /** Counts bytes that were read, and waits if they came too fast. */
  void took(int more) throws InterruptedIOException {
    bytes += more;
    if (bytesPerSecond > 0) {
      double dueSeconds = (double) bytes / bytesPerSecond;
      pause((long) (dueSeconds * 1e9) - (System.nanoTime() - started));
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the scrub was stopped");
    }
  }

  private static void pause(long nanos) throws InterruptedIOException {
    if (nanos <= 0) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the scrub was stopped");
    }
  }
}
