package org.livemirror.testkit.leaks;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a buffer was collected that nobody had released. On for every
 * class of a module that names it among its extensions ({@code META-INF/services}).
 */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    ResourceLeakDetector<NoLeaks> detector =
        ResourceLeakDetectorFactory.instance().newResourceLeakDetector(NoLeaks.class, 1);
    if (!(detector instanceof LeakWatch)) {
      throw new AssertionError("no leaks are watched for (expected test.leak.args)");
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    collect();
    // What was collected is cleared in the order of collections: after a second one all of the
    // first is.
    collect();
    ByteBufAllocator.DEFAULT.buffer(1).release();
    List<String> leaks = List.copyOf(LeakWatch.leaks());
    LeakWatch.leaks().clear();
    if (!leaks.isEmpty()) {
      throw new AssertionError("buffers never released: " + leaks);
    }
  }

  private static void collect() throws InterruptedException {
    ReferenceQueue<Object> cleared = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), cleared);
    do {
      System.gc();
    } while (cleared.remove(100) != canary);
  }
}
