package org.livemirror.ftp.verb;

/** REIN: the session begins anew, RFC 959 §4.1.1. */
final class Rein implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    session.begin();
    return Outcome.answer(220, "Ready for a new user.");
  }

  @Override
  public boolean beforeLogin() {
    return true;
  }
}
