package org.livemirror.ftp.verb;

/** QUIT: the end, after a transfer that is running, RFC 959 §4.1.1. */
final class Quit implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return Outcome.answer(221, "Goodbye.");
  }

  @Override
  public boolean beforeLogin() {
    return true;
  }
}
