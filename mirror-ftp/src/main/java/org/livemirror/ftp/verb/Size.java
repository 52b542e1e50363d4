package org.livemirror.ftp.verb;

/** SIZE: the bytes RETR would send, the same in every type, RFC 3659 §4. */
final class Size implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return session
        .tree()
        .file(session.folder().resolve(argument))
        .map(file -> Outcome.answer(213, Long.toString(file.entry().sizeBytes())))
        .orElseGet(() -> Outcome.missing(argument, "file"));
  }
}
