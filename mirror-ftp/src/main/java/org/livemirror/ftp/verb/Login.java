package org.livemirror.ftp.verb;

import java.util.Locale;
import java.util.Set;

/** How far a client has come with its login. Anybody may, as {@code anonymous} or {@code ftp}. */
final class Login {
  static final int MAX_FAILURES = 3;

  private static final Set<String> NAMES = Set.of("anonymous", "ftp");

  private enum State {
    NO_USER,
    ANONYMOUS,
    STRANGER,
    DONE
  }

  private State state = State.NO_USER;
  private int failures;

  boolean done() {
    return state == State.DONE;
  }

  void begin() {
    state = State.NO_USER;
  }

  /** USER. Strangers are asked for a password like everybody else and refused after it. */
  void user(String name) {
    state = NAMES.contains(name.toLowerCase(Locale.ROOT)) ? State.ANONYMOUS : State.STRANGER;
  }

  /** PASS, with any password. */
  Outcome password() {
    return switch (state) {
      case ANONYMOUS, DONE -> {
        state = State.DONE;
        yield Outcome.answer(230, "Logged in, read only.");
      }
      case NO_USER -> Outcome.answer(503, "Send USER first.");
      case STRANGER -> refused();
    };
  }

  private Outcome refused() {
    state = State.NO_USER;
    return ++failures < MAX_FAILURES
        ? Outcome.answer(530, "Only anonymous login.")
        : Outcome.answer(421, "Too many failed logins.");
  }
}
