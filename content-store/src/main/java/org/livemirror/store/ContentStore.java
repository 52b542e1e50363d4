package org.livemirror.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * One place that holds content: its blobs, its generations and what was set aside, on a file
 * system, in memory, or elsewhere.
 */
public interface ContentStore extends Closeable {
  BlobStore blobs();

  Generations generations();

  DocumentStore documents();

  Quarantine quarantine();

  /**
   * How many bytes can still be written where the blobs lie, asked anew; empty if nothing limits
   * them. Cheap enough to ask before each write.
   */
  default OptionalLong usableBytes() throws IOException {
    return OptionalLong.empty();
  }

  @Override
  void close() throws IOException;
}
