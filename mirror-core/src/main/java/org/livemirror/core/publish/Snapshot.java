package org.livemirror.core.publish;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.livemirror.core.plan.Offer;
import org.livemirror.core.trust.Proof;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One published generation, ready to serve and to plan from. A request takes one and uses no other.
 * Its files never change. Safe for all threads.
 */
public final class Snapshot {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

  private final Generation generation;
  private CompletableFuture<Offer> offer;

  private Snapshot(Generation generation, CompletableFuture<Offer> offer) {
    this.generation = generation;
    this.offer = offer;
  }

  /** What can be planned from is known already. */
  static Snapshot of(Generation generation, Offer offer) {
    return new Snapshot(generation, CompletableFuture.completedFuture(offer));
  }

  /** Reads what can be planned from. */
  static Snapshot of(Generation generation) throws IOException {
    return of(generation, Facts.offer(generation));
  }

  /**
   * Reads what can be planned from in the background: files are served without it, and to read many
   * catalogs takes as long as the rest of a start.
   */
  static Snapshot planningSoon(Generation generation) {
    return new Snapshot(generation, read(generation));
  }

  private static CompletableFuture<Offer> read(Generation generation) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Facts.offer(generation);
          } catch (IOException | RuntimeException e) {
            LOG.error("{}: its catalogs cannot be read: {}", generation, e.getMessage());
            throw new CompletionException(e);
          }
        });
  }

  /** The files that are served. */
  public Generation generation() {
    return generation;
  }

  /**
   * What can be planned from. For some tenths of a second after a start it may be still being read;
   * then this blocks. What could not be read is read again, by one for all who ask meanwhile.
   *
   * @throws IOException if the catalogs could not be read; the log has told it
   */
  public Offer offer() throws IOException {
    try {
      return reading().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException cause
          ? new IOException(cause.getMessage(), cause)
          : new IOException(e.getCause());
    }
  }

  private synchronized CompletableFuture<Offer> reading() {
    if (offer.isCompletedExceptionally()) {
      offer = read(generation);
    }
    return offer;
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
