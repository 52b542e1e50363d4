package org.livemirror.ftp.verb;

import org.livemirror.ftp.tree.LongFormat;

/** LIST: a folder, a file or a pattern for people, RFC 959 §4.1.3. */
final class LongList implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    session.takeRestart();
    LongFormat format = new LongFormat(session.site().clock().instant());
    String path = ListOptions.strip(argument);
    return session
        .tree()
        .select(session.folder(), path)
        .<Outcome>map(nodes -> Listing.of(nodes.map(format::line)))
        .orElseGet(() -> Outcome.missing(path, "file or folder"));
  }
}
