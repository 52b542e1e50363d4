package org.livemirror.ftp.verb;

import org.livemirror.ftp.tree.VirtualPath;

/** CWD: another working folder, RFC 959 §4.1.1. */
final class Cwd implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    VirtualPath path = session.folder().resolve(argument);
    if (argument.isEmpty() || session.tree().folder(path).isEmpty()) {
      return Outcome.missing(argument, "folder");
    }
    session.enter(path);
    return Outcome.answer(250, "Now in " + path + ".");
  }
}
