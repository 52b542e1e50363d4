package org.livemirror.ftp.verb;

/** ALLO: needed for nothing here, RFC 959 §4.1.3. */
final class Allo implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return Outcome.answer(202, "No storage allocation necessary.");
  }
}
