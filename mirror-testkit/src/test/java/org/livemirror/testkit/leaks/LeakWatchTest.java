package org.livemirror.testkit.leaks;

import static org.awaitility.Awaitility.await;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LeakWatchTest {
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  @BeforeEach
  void trackAll() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  @AfterEach
  void asBefore() {
    ResourceLeakDetector.setLevel(before);
  }

  @Test
  void leak_isSeen() {
    LeakWatch<LeakWatchTest> watch = new LeakWatch<>(LeakWatchTest.class, 1);
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
