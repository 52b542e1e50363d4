package org.livemirror.store.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.livemirror.store.PublisherLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of one store: where new files are written, and who may write. */
final class StoreFolder {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);

  private final Path root;
  private final Path incoming;

  StoreFolder(Path root) throws IOException {
    this.root = root;
    this.incoming = root.resolve("incoming");
    DurableFiles.createFolders(incoming);
  }

  Path resolve(String name) {
    return root.resolve(name);
  }

  /** A name for a file in the making, on the same file system. */
  Path newFile() {
    return incoming.resolve(UUID.randomUUID().toString());
  }

  /** Replaces a small file, durably and in one step. */
  void replace(Path file, byte[] bytes) throws IOException {
    Path written = newFile();
    DurableFiles.write(written, bytes);
    DurableFiles.replace(written, file);
  }

  /**
   * Takes the publisher's lock and clears away what a publisher left that crashed.
   *
   * @throws org.livemirror.store.PublisherBusyException at once, if another has it
   */
  PublisherLock lock() throws IOException {
    HeldLock lock = HeldLock.take(this, root);
    try {
      sweep();
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Throws {@link IllegalArgumentException} unless {@code lock} is this folder's and is held. */
  void check(PublisherLock lock) {
    HeldLock.check(lock, this);
  }

  private void sweep() throws IOException {
    int swept = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming)) {
      for (Path file : files) {
        delete(file);
        swept++;
      }
    }
    if (swept > 0) {
      LOG.info("{}: removed {} unfinished files of an earlier run", incoming, swept);
    }
  }

  /** Nothing in {@code incoming/} is anybody's to keep, whoever put it there. */
  private static void delete(Path file) throws IOException {
    Files.walkFileTree(
        file,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(each);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
