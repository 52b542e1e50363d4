package org.livemirror.ftp.verb;

import java.util.Set;
import org.livemirror.ftp.tree.Fact;
import org.livemirror.ftp.tree.Tree;
import org.livemirror.ftp.tree.VirtualPath;

/** MLSD: a folder for programs, RFC 3659 §7. */
final class Mlsd implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    session.takeRestart();
    Tree tree = session.tree();
    Set<Fact> facts = session.facts();
    VirtualPath path = session.folder().resolve(argument);
    return tree.folder(path)
        .<Outcome>map(
            folder ->
                Listing.of(
                    tree.list(folder).map(node -> Fact.all(facts, node) + " " + node.name())))
        .orElseGet(
            () ->
                tree.file(path).isPresent()
                    ? Outcome.answer(501, argument + ": a file (expected a folder).")
                    : Outcome.missing(argument, "folder"));
  }
}
