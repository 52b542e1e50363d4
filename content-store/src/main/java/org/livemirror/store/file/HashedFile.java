package org.livemirror.store.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.livemirror.store.Digester;
import org.livemirror.store.Digests;
import org.livemirror.store.HashedContent;

/**
 * A file outside the store, hashed where it lies. Who holds it has to see that it does not change.
 */
public record HashedFile(Path file, Digests digests) implements HashedContent {
  private static final int BUFFER_BYTES = 64 << 10;

  /** Reads and hashes a file, in constant memory. */
  public static HashedFile of(Path file) throws IOException {
    Digester digester = new Digester();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
        digester.update(buffer, 0, got);
      }
    }
    return new HashedFile(file, digester.finish());
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ);
  }
}
