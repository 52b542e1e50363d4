package org.livemirror.ftp.verb;

/** PASS: ends a login, RFC 959 §4.1.1. */
final class Pass implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return session.login().password();
  }

  @Override
  public boolean beforeLogin() {
    return true;
  }
}
