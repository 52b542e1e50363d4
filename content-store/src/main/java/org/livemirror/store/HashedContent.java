package org.livemirror.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;

/**
 * Bytes at rest whose digests are known: a staged blob, a blob in the store, or a file being
 * checked where it lies.
 */
public interface HashedContent {
  /** Length and digests, computed when the bytes were written or read, not now. */
  Digests digests();

  /**
   * A new channel on the bytes, for reading; the caller closes it. Channels are independent of each
   * other.
   */
  SeekableByteChannel open() throws IOException;

  /**
   * Copies the bytes, in constant memory; does not close {@code out}.
   *
   * @throws DamagedStoreException if they are not those of {@link #digests}; they were copied then
   */
  default void copyTo(OutputStream out) throws IOException {
    Digester digester = new Digester();
    try (InputStream in = Channels.newInputStream(open())) {
      byte[] buffer = new byte[64 << 10];
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        digester.update(buffer, 0, got);
        out.write(buffer, 0, got);
      }
    }
    Digests found = digester.finish();
    if (!found.equals(digests())) {
      throw new DamagedStoreException(
          "content to copy: found SHA-256 "
              + found.sha256()
              + " (expected "
              + digests().sha256()
              + ", as when it was taken in)");
    }
  }
}
