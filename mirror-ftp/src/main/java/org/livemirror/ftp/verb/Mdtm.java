package org.livemirror.ftp.verb;

import org.livemirror.ftp.tree.Fact;

/** MDTM: when a file was modified, UTC, RFC 3659 §3. */
final class Mdtm implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return session
        .tree()
        .file(session.folder().resolve(argument))
        .map(file -> Outcome.answer(213, Fact.time(file.modified())))
        .orElseGet(() -> Outcome.missing(argument, "file"));
  }
}
