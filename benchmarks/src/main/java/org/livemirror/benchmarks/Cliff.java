package org.livemirror.benchmarks;

final class Cliff {
  private Cliff() {}

  static boolean run() {
    return true;
  }
}
