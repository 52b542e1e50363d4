package org.livemirror.core.publish;

import java.io.IOException;
import java.util.Optional;
import org.livemirror.core.plan.Offer;
import org.livemirror.core.trust.Proof;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;

/**
 * One published generation, ready to serve and to plan from. A request takes one and uses no other.
 * Immutable.
 */
public record Snapshot(Generation generation, Offer offer) {
  static Snapshot of(Generation generation) throws IOException {
    return new Snapshot(generation, Facts.offer(generation));
  }

  /** Why a file is trusted; empty for what is not there, and for the flag, which nobody signs. */
  public Optional<Proof> proof(ContentPath path) throws IOException {
    Optional<Entry> entry = generation.find(path);
    return entry.isEmpty()
        ? Optional.empty()
        : Facts.of(generation, entry.get()).proof(entry.get());
  }

  /** The source that a file came from; empty for what is not there. */
  public Optional<String> source(ContentPath path) throws IOException {
    Optional<Entry> entry = generation.find(path);
    return entry.isEmpty()
        ? Optional.empty()
        : Optional.of(Facts.of(generation, entry.get()).source());
  }
}
