package org.livemirror.http;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Netty's leak detector, remembering what it finds; surefire puts it in place. */
public final class Leaks<T> extends ResourceLeakDetector<T> {
  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  public Leaks(Class<?> type, int samplingInterval) {
    super(type, samplingInterval);
  }

  public Leaks(Class<?> type, int samplingInterval, long maxActive) {
    super(type, samplingInterval);
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    FOUND.add(resourceType + records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    FOUND.add(resourceType);
  }

  /** What was leaked so far. Detection happens at allocations after a collection. */
  static List<String> found() {
    System.gc();
    for (int i = 0; i < 10; i++) {
      ByteBufAllocator.DEFAULT.buffer(1).release();
    }
    return List.copyOf(FOUND);
  }
}
