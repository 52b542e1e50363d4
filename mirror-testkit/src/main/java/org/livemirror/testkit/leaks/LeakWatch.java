package org.livemirror.testkit.leaks;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Netty's leak detector, in a form that fails tests; named in the JVM options of a module's tests
 * ({@code test.leak.args}). Safe for all threads.
 */
public final class LeakWatch<T> extends ResourceLeakDetector<T> {
  private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

  public LeakWatch(Class<?> resource, int samplingInterval) {
    super(resource, samplingInterval);
  }

  /** For Netty, which looks for this one, too. */
  public LeakWatch(Class<?> resource, int samplingInterval, long maxActive) {
    this(resource, samplingInterval);
  }

  /** What was found so far; it is found when the next buffer is made after a collection. */
  static List<String> leaks() {
    return LEAKS;
  }

  @Override
  protected boolean needReport() {
    return true;
  }

  @Override
  protected void reportTracedLeak(String resource, String records) {
    LEAKS.add(resource + records);
  }

  @Override
  protected void reportUntracedLeak(String resource) {
    LEAKS.add(resource);
  }
}
