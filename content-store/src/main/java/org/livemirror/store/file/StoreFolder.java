package org.livemirror.store.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.livemirror.store.PublisherLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one store: where new files are written, and who may write.
 *
 * <p>A name that was made or moved is durable once its folder is synced. Between the two a process
 * can die, and a sync can fail; the next publisher then sees the name and builds on it, though a
 * power loss can still take it away. So a publisher that did not end in order leaves its mark in
 * {@code LOCK}, and the next one first syncs the folders that changed since.
 */
final class StoreFolder {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);

  private final Path root;
  private final Path incoming;
  private volatile boolean inDoubt;

  StoreFolder(Path root) throws IOException {
    this.root = root;
    this.incoming = root.resolve("incoming");
    createFolders(incoming);
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
    move(written, file);
  }

  /** Gives a file that is synced its name, durably and in one step. */
  void move(Path from, Path to) throws IOException {
    noting(() -> DurableFiles.replace(from, to));
  }

  /** Makes a folder and those above it, durably. */
  void createFolders(Path folder) throws IOException {
    noting(() -> DurableFiles.createFolders(folder));
  }

  /** Makes the names in a folder durable. */
  void syncFolder(Path folder) throws IOException {
    noting(() -> DurableFiles.syncFolder(folder));
  }

  private void noting(Change change) throws IOException {
    try {
      change.make();
    } catch (IOException e) {
      inDoubt = true;
      throw e;
    }
  }

  /** A change of names. */
  private interface Change {
    void make() throws IOException;
  }

  /** Whether a name may be seen that is not durable. */
  boolean isInDoubt() {
    return inDoubt;
  }

  /**
   * Takes the publisher's lock and clears away what a publisher left that crashed.
   *
   * @throws org.livemirror.store.PublisherBusyException at once, if another has it
   */
  PublisherLock lock() throws IOException {
    HeldLock lock = HeldLock.take(this, root);
    try {
      if (lock.isUnsettled()) {
        settle(lock.unsettledSince());
      }
      inDoubt = false;
      lock.begin();
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

  /** Makes durable what an earlier publisher did, as far as it may not be. */
  private void settle(Instant since) throws IOException {
    for (Path above = root.getParent(); above != null; above = above.getParent()) {
      try {
        DurableFiles.syncFolder(above);
      } catch (AccessDeniedException e) {
        break; // then it was not made by us
      }
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.lastModifiedTime().toInstant().isBefore(since)) {
              DurableFiles.syncFolder(folder);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            // Logs come and go while a server runs.
            return failure instanceof NoSuchFileException
                ? FileVisitResult.CONTINUE
                : super.visitFileFailed(file, failure);
          }
        });
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
