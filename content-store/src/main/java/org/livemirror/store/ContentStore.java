package org.livemirror.store;

import java.io.Closeable;
import java.io.IOException;

/**
 * One place that holds content: its blobs and its generations, on a file system, in memory, or
 * elsewhere.
 */
public interface ContentStore extends Closeable {
  BlobStore blobs();

  Generations generations();

  DocumentStore documents();

  @Override
  void close() throws IOException;
}
