package org.livemirror.ftp.verb;

/** CDUP: one folder up, the root at most, RFC 959 §4.1.1. */
final class Cdup implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    session.enter(session.folder().resolve(".."));
    return Outcome.answer(250, "Now in " + session.folder() + ".");
  }
}
