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
  /** Reads and hashes a file, in constant memory. */
  public static HashedFile of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new HashedFile(file, Digester.digest(in));
    }
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ);
  }
}
