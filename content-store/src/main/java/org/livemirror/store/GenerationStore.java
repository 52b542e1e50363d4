package org.livemirror.store;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The generations of a store and the pointer to the one that is served. Safe for all threads. */
public interface GenerationStore {
  /**
   * Which generation is published, read anew; cheap enough to ask every second. Empty before the
   * first publish.
   */
  Optional<Pointer> pointer() throws IOException;

  /** The published generation, loaded anew; empty before the first publish. */
  Optional<Generation> current() throws IOException;

  /** All generations that can be loaded, oldest first. */
  List<Integer> numbers() throws IOException;

  /**
   * Loads one generation.
   *
   * @throws DamagedStoreException if it is missing or its manifest is not whole
   */
  Generation load(int number) throws IOException;

  /**
   * Takes the right to publish.
   *
   * @throws PublisherBusyException at once, if another thread or process has it
   */
  PublisherLock lockPublisher() throws IOException;

  /**
   * Writes a new generation durably and then switches the pointer to it in one step. If this throws
   * before the switch, what was published stays published.
   *
   * @param lock the caller's right to publish on this store
   * @throws MissingBlobException if an entry names a blob that the store does not hold
   */
  Generation publish(PublisherLock lock, String reason, Collection<Entry> entries)
      throws IOException;

  /**
   * The pointer's content.
   *
   * @param manifest the SHA-256 of the generation's manifest
   */
  record Pointer(int generation, Sha256 manifest) {}
}
