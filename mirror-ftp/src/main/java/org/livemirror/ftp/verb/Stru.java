package org.livemirror.ftp.verb;

import java.util.Locale;

/** STRU: file, the only one, RFC 959 §3.1.2. */
final class Stru implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return switch (argument.toUpperCase(Locale.ROOT)) {
      case "F" -> Outcome.answer(200, "Structure set.");
      case "" -> Outcome.answer(501, "No structure (expected F).");
      default -> Outcome.answer(504, "Structure not supported (expected F).");
    };
  }
}
