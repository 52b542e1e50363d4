package org.livemirror.ftp.verb;

/** SYST: RFC 959 §4.1.3. Tells clients how to read LIST, nothing of the host. */
final class Syst implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return Outcome.answer(215, "UNIX Type: L8");
  }

  @Override
  public boolean beforeLogin() {
    return true;
  }
}
