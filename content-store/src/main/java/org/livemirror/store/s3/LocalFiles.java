package org.livemirror.store.s3;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.livemirror.store.Sha256;

/**
 * This node's folder: where blobs are written and fetched, and where copies lie. Processes of one
 * node may share it.
 */
final class LocalFiles {
  /** A download whose file did not grow for so long has no process any more. */
  private static final Duration LEFT_OVER = Duration.ofMinutes(10);

  private final Path incoming;
  private final Path downloads;
  private final Path copies;

  LocalFiles(Path root) throws IOException {
    incoming = Files.createDirectories(root.resolve("incoming"));
    downloads = Files.createDirectories(root.resolve("downloads"));
    copies = Files.createDirectories(root.resolve("blobs"));
    sweep(downloads, Instant.now().minus(LEFT_OVER));
  }

  /** The folder that all copies lie in. */
  Path copies() {
    return copies;
  }

  /** Where the copy of a blob lies, if there is one. */
  Path copy(Sha256 blob) {
    return copies.resolve(blob.path());
  }

  /** A name for a blob that is being written. */
  Path newIncoming() {
    return incoming.resolve(UUID.randomUUID().toString());
  }

  /** A name for a blob that is being fetched. */
  Path newDownload() {
    return downloads.resolve(UUID.randomUUID().toString());
  }

  /** Removes what an earlier publisher on this node did not commit. */
  int sweepIncoming() throws IOException {
    return sweep(incoming, Instant.MAX);
  }

  private static int sweep(Path folder, Instant before) throws IOException {
    int swept = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        try {
          if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
            Files.delete(file);
            swept++;
          }
        } catch (NoSuchFileException e) {
          // another process of this node was faster
        }
      }
    }
    return swept;
  }
}
