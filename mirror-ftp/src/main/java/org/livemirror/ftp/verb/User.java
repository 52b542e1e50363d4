package org.livemirror.ftp.verb;

/** USER: begins a login, RFC 959 §4.1.1. A client that is logged in begins anew. */
final class User implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    if (argument.isEmpty()) {
      return Outcome.answer(501, "No user name (expected anonymous).");
    }
    session.login().user(argument);
    return Outcome.answer(331, "Send any password.");
  }

  @Override
  public boolean beforeLogin() {
    return true;
  }
}
