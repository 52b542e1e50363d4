package org.livemirror.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.OptionalLong;

/** Write-once bytes named by their SHA-256. Safe for all threads. */
public interface BlobStore extends Scratch {
  /** The length of a blob in bytes, or empty if the store does not hold it. */
  OptionalLong sizeBytes(Sha256 blob) throws IOException;

  /**
   * A new channel on a blob; the caller closes it. On a file system it is a {@link
   * java.nio.channels.FileChannel}, so that a server can send it without copying.
   *
   * @throws MissingBlobException if the store does not hold it
   */
  SeekableByteChannel open(Sha256 blob) throws IOException;

  /**
   * Tells of every blob, in no order. One that is added or deleted meanwhile may be told of or not;
   * foreign files are passed over.
   */
  void forEach(BlobVisitor visitor) throws IOException;

  /**
   * Deletes a blob and gives its space back at once. A channel that is open on it can be read to
   * its end.
   *
   * @param lock the caller's right to publish on this store
   * @return whether it was there
   */
  boolean delete(PublisherLock lock, Sha256 blob) throws IOException;

  /** Takes blobs one by one. */
  interface BlobVisitor {
    /** One blob: its length, and when it was put into the store. */
    void blob(Sha256 blob, long sizeBytes, Instant stored) throws IOException;
  }
}
