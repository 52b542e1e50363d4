package org.livemirror.testkit;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.livemirror.store.Digester;
import org.livemirror.store.Digests;
import org.livemirror.store.HashedContent;

/** Bytes in memory with their digests. */
final class BytesContent implements HashedContent {
  private final byte[] bytes;
  private final Digests digests;

  BytesContent(byte[] bytes) {
    this.bytes = bytes.clone();
    this.digests = digests(bytes);
  }

  static Digests digests(byte[] bytes) {
    return Digester.digest(bytes);
  }

  @Override
  public Digests digests() {
    return digests;
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    return new SeekableInMemoryByteChannel(bytes);
  }
}
