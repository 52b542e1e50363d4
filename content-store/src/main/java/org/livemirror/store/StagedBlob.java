package org.livemirror.store;

import java.io.Closeable;
import java.io.IOException;

/**
 * Bytes that are whole, durable and readable, but not yet in the store: here verification looks at
 * them.
 */
public interface StagedBlob extends HashedContent, Closeable {
  /**
   * Puts the bytes into the store, durably, and returns their name. A blob that is there already is
   * kept and these bytes are dropped. Calling it again does nothing more.
   */
  Sha256 commit() throws IOException;

  /** Discards the bytes unless {@link #commit()} was called. */
  @Override
  void close() throws IOException;
}
