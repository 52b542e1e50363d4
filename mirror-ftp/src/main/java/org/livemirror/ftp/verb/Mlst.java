package org.livemirror.ftp.verb;

import java.util.List;
import org.livemirror.ftp.tree.Fact;
import org.livemirror.ftp.tree.VirtualPath;

/** MLST: the facts of one file or folder on the control connection, RFC 3659 §7. */
final class Mlst implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    VirtualPath path = session.folder().resolve(argument);
    return session
        .tree()
        .find(path)
        .map(node -> Fact.all(session.facts(), node) + " " + path)
        .map(line -> Outcome.answer(250, List.of("Facts:", line, "End.")))
        .orElseGet(() -> Outcome.missing(argument, "file or folder"));
  }
}
