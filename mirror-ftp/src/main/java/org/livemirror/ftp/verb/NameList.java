package org.livemirror.ftp.verb;

import org.livemirror.ftp.tree.Tree;
import org.livemirror.ftp.tree.VirtualPath;

/** NLST: names that the client can ask for from where it is, RFC 959 §4.1.3. */
final class NameList implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    session.takeRestart();
    Tree tree = session.tree();
    String path = ListOptions.strip(argument);
    String prefix = prefix(tree, session.folder(), path);
    return tree.select(session.folder(), path)
        .<Outcome>map(nodes -> Listing.of(nodes.map(node -> prefix + node.name())))
        .orElseGet(() -> Outcome.missing(path, "file or folder"));
  }

  /** What has to stand before a name: the folder as the client spelled it. */
  private static String prefix(Tree tree, VirtualPath working, String path) {
    boolean folder = !path.isEmpty() && tree.folder(working.resolve(path)).isPresent();
    String spelled = folder && !path.endsWith("/") ? path + "/" : path;
    return spelled.substring(0, spelled.lastIndexOf('/') + 1);
  }
}
