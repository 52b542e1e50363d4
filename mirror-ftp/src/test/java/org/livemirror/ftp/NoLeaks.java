package org.livemirror.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which a buffer was collected that nobody had released. On for every
 * class of this module.
 */
public final class NoLeaks implements AfterAllCallback {
  @Override
  public void afterAll(ExtensionContext context) throws InterruptedException {
    collect();
    // What was collected is cleared in the order of collections: after a second one all of the
    // first is.
    collect();
    ByteBufAllocator.DEFAULT.buffer(1).release();
    List<String> leaks = List.copyOf(LeakWatch.leaks());
    LeakWatch.leaks().clear();
    assertThat(leaks).as("buffers never released").isEmpty();
  }

  private static void collect() throws InterruptedException {
    ReferenceQueue<Object> cleared = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), cleared);
    do {
      System.gc();
    } while (cleared.remove(100) != canary);
  }
}
