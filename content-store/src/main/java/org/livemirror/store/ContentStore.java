package org.livemirror.store;

import java.io.Closeable;
import java.io.IOException;

/**
 * One place that holds content: its blobs, its generations and what was set aside, on a file
 * system, in memory, or elsewhere.
 */
public interface ContentStore extends Closeable {
  BlobStore blobs();

  Generations generations();

  DocumentStore documents();

  Quarantine quarantine();

  @Override
  void close() throws IOException;
}
