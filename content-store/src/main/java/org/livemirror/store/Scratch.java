package org.livemirror.store;

import java.io.IOException;

/**
 * Room for bytes that have to be read again before it is known what they are. Safe for all threads.
 */
public interface Scratch {
  /**
   * Starts a new blob. In a store that is shared the caller holds the publisher's lock: the next
   * holder clears away what was not committed.
   */
  BlobSink newSink() throws IOException;
}
