package org.livemirror.ftp.verb;

/** NOOP: nothing, RFC 959 §4.1.3. */
final class Noop implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return Outcome.answer(200, "OK.");
  }

  @Override
  public boolean beforeLogin() {
    return true;
  }
}
