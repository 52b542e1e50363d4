package org.livemirror.core.pull;

import java.util.Set;
import org.livemirror.core.publish.Publisher;
import org.livemirror.store.ContentPath;

/**
 * One thing to pull: an upstream under a name, and what is wanted of it.
 *
 * @param name recorded with each file; catalogs of one source replace each other
 * @param mode what becomes of catalogs that the source had before and does not have now
 * @param gate where what it brings goes first
 * @param allowed catalogs that the operator accepts though they go back, or are implausible or
 *     another product's
 */
public record Source(
    String name,
    Upstream upstream,
    Selection selection,
    Publisher.Mode mode,
    Publisher.Gate gate,
    Set<ContentPath> allowed) {
  public Source {
    allowed = Set.copyOf(allowed);
  }

  /** A source without a gate and without exceptions. */
  public Source(String name, Upstream upstream, Selection selection, Publisher.Mode mode) {
    this(name, upstream, selection, mode, Publisher.Gate.NONE, Set.of());
  }
}
