package org.livemirror.benchmarks;

import java.time.Duration;

final class Soak {
  private Soak() {}

  static boolean run(Duration length) {
    return length != null;
  }
}
