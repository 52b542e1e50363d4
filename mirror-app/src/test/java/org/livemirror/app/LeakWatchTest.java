package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import org.junit.jupiter.api.Test;

class LeakWatchTest {
  @Test
  void leak_isSeen() {
    ResourceLeakDetector<LeakWatchTest> watch =
        ResourceLeakDetectorFactory.instance().newResourceLeakDetector(LeakWatchTest.class, 1);
    assertThat(watch).isInstanceOf(LeakWatch.class);
    watch.track(new LeakWatchTest());
    await()
        .until(
            () -> {
              System.gc();
              ResourceLeakTracker<LeakWatchTest> next = watch.track(this);
              if (next != null) {
                next.close(this);
              }
              return LeakWatch.leaks().removeIf(leak -> leak.contains("LeakWatchTest"));
            });
  }
}
