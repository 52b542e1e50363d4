package org.livemirror.ftp.tree;

import java.time.Instant;
import java.util.Optional;
import org.livemirror.core.publish.BasePaths.Place;
import org.livemirror.store.Channel;
import org.livemirror.store.Entry;

/** Something a path names: a file or a folder. */
public sealed interface Node {
  /** The last segment of its path, as published; empty for a base folder. */
  String name();

  Instant modified();

  /** A text that is equal for all paths to one file or folder. */
  String identity();

  /** A file of the generation that a channel serves. */
  record File(Channel channel, Entry entry) implements Node {
    @Override
    public String name() {
      return entry.path().fileName();
    }

    @Override
    public Instant modified() {
      return entry.modified();
    }

    @Override
    public String identity() {
      return channel + "/" + entry.path().key();
    }
  }

  /**
   * A folder.
   *
   * @param modified when the generation was published: content has no folders of its own
   * @param place what it means; no value for a folder that only leads to a base folder
   */
  record Folder(String name, Instant modified, Optional<Place> place, String identity)
      implements Node {}
}
