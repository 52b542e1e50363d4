package org.livemirror.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** File operations that have reached the disk when they return. */
final class DurableFiles {
  private static final boolean CAN_SYNC_READ_ONLY =
      !System.getProperty("os.name", "").startsWith("Windows");

  private DurableFiles() {}

  /** Makes a folder and those above it; each new name is durable. */
  static void createFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      createFolders(parent);
    }
    Files.createDirectories(folder);
    if (parent != null) {
      syncFolder(parent);
    }
  }

  /**
   * Writes all of a new file and syncs it; the name itself becomes durable with {@link
   * #syncFolder}.
   */
  static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /**
   * Moves {@code from}, replacing {@code to} in one step: a reader sees the old file or the new
   * one, never neither.
   */
  static void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (Files.exists(from)) {
      throw new IOException(
          from + ": still there after it was moved to " + to + "; look after the file system");
    }
    Path folder = to.getParent();
    if (folder != null) {
      syncFolder(folder);
    }
  }

  /** Makes the bytes of a file durable that somebody else wrote. */
  static void syncContent(Path file) throws IOException {
    if (CAN_SYNC_READ_ONLY) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Makes the names in a folder durable. Windows has no such call and needs none for NTFS. */
  static void syncFolder(Path folder) throws IOException {
    if (CAN_SYNC_READ_ONLY) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
