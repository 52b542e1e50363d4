package org.livemirror.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.OptionalLong;

/** Write-once bytes named by their SHA-256. Safe for all threads. */
public interface BlobStore {
  /** Starts a new blob. */
  BlobSink newSink() throws IOException;

  /** The length of a blob in bytes, or empty if the store does not hold it. */
  OptionalLong sizeBytes(Sha256 blob) throws IOException;

  /**
   * A new channel on a blob; the caller closes it. On a file system it is a {@link
   * java.nio.channels.FileChannel}, so that a server can send it without copying.
   *
   * @throws MissingBlobException if the store does not hold it
   */
  SeekableByteChannel open(Sha256 blob) throws IOException;
}
