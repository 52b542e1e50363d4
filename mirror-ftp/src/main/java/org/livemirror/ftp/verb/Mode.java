package org.livemirror.ftp.verb;

import java.util.Locale;

/** MODE: stream, the only one, RFC 959 §3.4. */
final class Mode implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return switch (argument.toUpperCase(Locale.ROOT)) {
      case "S" -> Outcome.answer(200, "Mode set.");
      case "" -> Outcome.answer(501, "No mode (expected S).");
      default -> Outcome.answer(504, "Mode not supported (expected S).");
    };
  }
}
