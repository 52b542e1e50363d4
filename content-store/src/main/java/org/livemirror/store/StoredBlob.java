package org.livemirror.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;

/** A blob that is in the store already, with its digests. */
public record StoredBlob(BlobStore store, Digests digests) implements HashedContent {
  /**
   * Reads and hashes a blob.
   *
   * @throws DamagedStoreException if its bytes are not those of its name
   * @throws MissingBlobException if the store does not hold it
   */
  public static StoredBlob of(BlobStore store, Sha256 blob) throws IOException {
    try (InputStream in = Channels.newInputStream(store.open(blob))) {
      Digests digests = Digester.digest(in);
      if (!digests.sha256().equals(blob)) {
        throw new DamagedStoreException(
            "blob "
                + blob
                + ": found SHA-256 "
                + digests.sha256()
                + "; remove the file and pull again");
      }
      return new StoredBlob(store, digests);
    }
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    return store.open(digests.sha256());
  }
}
