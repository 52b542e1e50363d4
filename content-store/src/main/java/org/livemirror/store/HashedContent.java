package org.livemirror.store;

import java.io.IOException;
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
}
