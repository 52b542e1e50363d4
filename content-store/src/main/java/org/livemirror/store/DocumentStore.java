package org.livemirror.store;

import java.io.IOException;
import java.util.Optional;

/**
 * A few small files that outlive generations, such as {@code state.json}: what a rollback must not
 * take back. Safe for all threads.
 */
public interface DocumentStore {
  /**
   * Throws unless {@code name} is one of a document: a file system must not be led elsewhere by it.
   */
  static void checkName(String name) {
    if (!name.matches("[a-z]+\\.json")) {
      throw new IllegalArgumentException(
          "document '" + name + "' (expected a name such as state.json)");
    }
  }

  /** The bytes of a document, or empty if it was never written. */
  Optional<byte[]> read(String name) throws IOException;

  /**
   * Replaces a document, durably and in one step.
   *
   * @param lock the caller's right to publish on this store
   * @param name lower-case letters and {@code .json}
   */
  void replace(PublisherLock lock, String name, byte[] bytes) throws IOException;
}
