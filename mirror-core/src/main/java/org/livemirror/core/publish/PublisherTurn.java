package org.livemirror.core.publish;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.livemirror.store.Generations;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;

/** Waits for the publisher's lock, for work that can wait. */
public final class PublisherTurn {
  private static final long ASK_AGAIN_MILLIS = 100;

  private PublisherTurn() {}

  /**
   * Takes the right to publish as soon as it is free. Blocks.
   *
   * @throws PublisherBusyException if another has it for all of that time
   */
  public static PublisherLock await(Generations generations, Duration patience) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return generations.lockPublisher();
      } catch (PublisherBusyException e) {
        if (System.nanoTime() - end >= 0) {
          throw e;
        }
      }
      try {
        Thread.sleep(ASK_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while another published");
      }
    }
  }
}
