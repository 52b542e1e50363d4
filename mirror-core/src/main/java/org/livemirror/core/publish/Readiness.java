package org.livemirror.core.publish;

import java.util.Optional;

/** Whether clients should be sent to a server: the one answer of every port that is asked. */
public final class Readiness {
  private Readiness() {}

  /**
   * Why clients should go elsewhere, as one line for people; empty if they should come.
   *
   * @param production what the server serves them
   * @param draining whether it is stopping
   */
  public static Optional<String> problem(Published production, boolean draining) {
    if (draining) {
      return Optional.of("draining: the server is stopping");
    }
    return production.current().generation().number() > 0
        ? Optional.empty()
        : Optional.of("nothing published yet");
  }
}
