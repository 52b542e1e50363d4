package org.livemirror.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Write-once bytes named by their SHA-256. Safe for all threads. */
public interface BlobStore extends Scratch {
  /**
   * Whether {@link #sizeBytes} takes microseconds, so that it may be asked of every file that is
   * served.
   */
  default boolean isLocal() {
    return true;
  }

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

  /**
   * What deleting a blob would give back, in bytes: its length, or 0 if the medium keeps the bytes
   * for somebody else as well, or if it is not there.
   */
  default long freedBytes(Sha256 blob) throws IOException {
    return sizeBytes(blob).orElse(0);
  }

  /**
   * Stages a file of this host without copying it: the store and whoever had it share its bytes
   * from then on. They are hashed here. The caller holds the publisher's lock.
   *
   * @return empty if this store, or the medium, cannot do that with this file: then copy it
   */
  default Optional<StagedBlob> link(Path file) throws IOException {
    return Optional.empty();
  }

  /** Takes blobs one by one. */
  interface BlobVisitor {
    /** One blob: its length, and when it was put into the store. */
    void blob(Sha256 blob, long sizeBytes, Instant stored) throws IOException;
  }
}
