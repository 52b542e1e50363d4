package org.livemirror.http.access;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How many buffers may wait for the disk, and what was lost for want of more. */
final class Buffers {
  private static final int SPARE = 8;

  private final int mostWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder lost = new LongAdder();
  private final Queue<LineBuffer> spare = new ArrayBlockingQueue<>(SPARE);

  Buffers(int mostWaiting) {
    this.mostWaiting = mostWaiting;
  }

  LineBuffer take() {
    LineBuffer buffer = spare.poll();
    return buffer == null ? new LineBuffer() : buffer;
  }

  /** Takes back a buffer that nobody uses any more. */
  void give(LineBuffer buffer) {
    boolean unused = spare.offer(buffer);
  }

  /** Whether one more full buffer may wait; it counts from then on. */
  boolean mayWait() {
    if (waiting.incrementAndGet() <= mostWaiting) {
      return true;
    }
    waiting.decrementAndGet();
    return false;
  }

  /** A buffer that waited was written, or given up. */
  void written(LineBuffer buffer) {
    waiting.decrementAndGet();
    give(buffer);
  }

  void lost(int lines) {
    lost.add(lines);
  }

  /** Lines lost since the start. */
  long lostLines() {
    return lost.sum();
  }
}
