package org.livemirror.store.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Digester;
import org.livemirror.store.Sha256;

/** Fetches objects whose SHA-256 is known. */
final class Downloads {
  private Downloads() {}

  /**
   * Writes an object into a new file, in constant memory; the caller deletes the file if this
   * throws.
   *
   * @return whether there is such an object
   * @throws DamagedStoreException if its bytes are others than expected
   */
  static boolean fetch(Bucket bucket, String name, Sha256 expected, Path file) throws IOException {
    Digester digester = new Digester();
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      boolean found =
          bucket.copy(
              name,
              (bytes, length) -> {
                digester.update(bytes, 0, length);
                out.write(bytes, 0, length);
              });
      if (!found) {
        return false;
      }
    }
    Sha256 found = digester.finish().sha256();
    if (!found.equals(expected)) {
      throw new DamagedStoreException(
          bucket.where(name)
              + ": found SHA-256 "
              + found
              + " (expected "
              + expected
              + "); delete the object and pull again");
    }
    return true;
  }
}
