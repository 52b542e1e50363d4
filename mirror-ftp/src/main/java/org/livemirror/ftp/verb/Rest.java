package org.livemirror.ftp.verb;

import java.util.regex.Pattern;

/** REST: where the next RETR begins, RFC 3659 §5. */
final class Rest implements Verb {
  private static final Pattern OFFSET = Pattern.compile("[0-9]{1,18}");

  @Override
  public Outcome run(Session session, String argument) {
    if (!OFFSET.matcher(argument).matches()) {
      return Outcome.answer(501, "Not an offset (expected a number of bytes).");
    }
    session.restartAt(Long.parseLong(argument));
    return Outcome.answer(350, "Restarting at " + argument + ", send RETR.");
  }
}
