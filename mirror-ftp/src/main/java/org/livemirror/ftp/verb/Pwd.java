package org.livemirror.ftp.verb;

/** PWD: the working folder, RFC 959 §4.1.3; a quote in it would be doubled. */
final class Pwd implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    String quoted = session.folder().toString().replace("\"", "\"\"");
    return Outcome.answer(257, "\"" + quoted + "\" is the working folder.");
  }
}
