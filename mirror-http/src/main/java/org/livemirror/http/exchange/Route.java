package org.livemirror.http.exchange;

import java.util.function.Function;
import java.util.function.Supplier;

/** Who answers a request, decided from its head alone. */
public sealed interface Route {
  /**
   * Answered already; a request body is dropped.
   *
   * @param isHealth whether it tells of the server itself, which whoever asks is told at all times
   */
  record Now(Answer answer, boolean isHealth) implements Route {
    public Now(Answer answer) {
      this(answer, false);
    }
  }

  /** Answered by work too long for an event loop; a request body is dropped. */
  record Work(Supplier<Answer> work) implements Route {}

  /**
   * Answered from the request body, off the event loop.
   *
   * @param maxBytes longest body taken; a longer one gets {@code tooLarge}
   */
  record TakesBody(int maxBytes, Answer tooLarge, Function<byte[], Answer> work) implements Route {}
}
