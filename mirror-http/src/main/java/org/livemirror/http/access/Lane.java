package org.livemirror.http.access;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.Exchange;

/**
 * The lines of one thread, on their way to the writer.
 *
 * <p>The buffer in use is in {@code current}. The thread takes it out while it appends, and the
 * writer takes it away once a second, each by one atomic exchange: none ever waits for the other.
 * Buffers are numbered, so that the writer keeps their order.
 */
final class Lane {
  private final Thread owner = Thread.currentThread();
  private final LineFormat format;
  private final Buffers buffers;
  private final AtomicReference<@Nullable LineBuffer> current = new AtomicReference<>();
  private final Queue<LineBuffer> full = new ConcurrentLinkedQueue<>();
  private long begun;

  Lane(LineFormat format, Buffers buffers) {
    this.format = format;
    this.buffers = buffers;
  }

  /** Adds a line; returns whether a buffer was handed over. For the lane's thread. */
  boolean add(Exchange exchange) {
    LineBuffer line = current.getAndSet(null);
    if (line == null) {
      line = newBuffer();
    }
    try {
      format.write(exchange, line);
    } catch (RuntimeException e) {
      // A bug must not take the connection with it.
      line.dropLine();
      buffers.lost(1);
    }
    boolean handedOver = line.isFull();
    if (handedOver) {
      if (buffers.mayWait()) {
        full.add(line);
        line = newBuffer();
      } else {
        buffers.lost(line.lines());
        line.begin(line.number());
      }
    }
    current.setRelease(line);
    return handedOver;
  }

  private LineBuffer newBuffer() {
    LineBuffer buffer = buffers.take();
    buffer.begin(++begun);
    return buffer;
  }

  /** Hands out what waits, in order; with {@code unfinished} the buffer in use as well. */
  void drain(boolean unfinished, Consumer<LineBuffer> writer) {
    LineBuffer open = unfinished ? current.getAndSet(null) : null;
    for (LineBuffer each = full.peek();
        each != null && (open == null || each.number() < open.number());
        each = full.peek()) {
      full.remove();
      writer.accept(each);
      buffers.written(each);
    }
    if (open != null) {
      writer.accept(open);
      buffers.give(open);
    }
  }

  /** Whether its thread has ended, so that nothing more will come. */
  boolean isDone() {
    return !owner.isAlive();
  }
}
