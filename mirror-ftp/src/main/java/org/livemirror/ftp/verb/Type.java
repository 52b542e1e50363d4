package org.livemirror.ftp.verb;

import java.util.Locale;

/**
 * TYPE: taken and without effect: content is signed, so its bytes go out as they are in every type,
 * RFC 959 §3.1.1.
 */
final class Type implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return switch (argument.toUpperCase(Locale.ROOT)) {
      case "A", "A N", "I", "L 8" -> Outcome.answer(200, "Type set, bytes are sent unchanged.");
      case "" -> Outcome.answer(501, "No type (expected A, I or L 8).");
      default -> Outcome.answer(504, "Type not supported (expected A, I or L 8).");
    };
  }
}
