package org.livemirror.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

/** What every message on hostile input must be: short, and nothing that could forge a log line. */
final class OneLine {
  private OneLine() {}

  static void check(Throwable refusal) {
    String message = String.valueOf(refusal.getMessage());
    assertThat(message).doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}]");
    assertThat(message.length()).isLessThan(4096);
  }
}
