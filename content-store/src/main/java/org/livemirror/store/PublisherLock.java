package org.livemirror.store;

import java.io.Closeable;
import java.io.IOException;

/**
 * The right to publish: one holder at a time on a store, across threads and processes. Closing
 * gives it back.
 */
public interface PublisherLock extends Closeable {
  @Override
  void close() throws IOException;
}
