package org.livemirror.ftp.verb;

/** Every verb that would change something. */
final class ReadOnly implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return Outcome.answer(550, "Read-only server.");
  }
}
