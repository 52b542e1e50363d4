package org.livemirror.store.s3;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps those who serve from waiting for a service that is not there: after it was not reached,
 * nothing is fetched for a while, then one tries again while the others still fail at once. Safe
 * for all threads.
 */
final class Outage {
  private final Duration pause;
  private @Nullable IOException failure;
  private long noted;

  Outage(Duration pause) {
    this.pause = pause;
  }

  /** What may or may not reach the service. */
  interface Attempt {
    void run() throws IOException;
  }

  void during(Attempt attempt) throws IOException {
    refuseWhilePausing();
    IOException unreachable = null;
    try {
      attempt.run();
    } catch (UnreachableException e) {
      unreachable = e;
      throw e;
    } finally {
      note(unreachable);
    }
  }

  private synchronized void refuseWhilePausing() throws IOException {
    if (failure != null) {
      if (System.nanoTime() - noted < pause.toNanos()) {
        throw new IOException(
            failure.getMessage() + "; tried again every " + pause.toSeconds() + " s", failure);
      }
      noted = System.nanoTime();
    }
  }

  private synchronized void note(@Nullable IOException now) {
    failure = now;
    noted = System.nanoTime();
  }
}
