package org.livemirror.app.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.livemirror.store.BlobSink;
import org.livemirror.store.BlobStore;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.file.FileContentStore;

/**
 * Blobs of a command that has no store: in Java's temporary folder, in a folder of their own that
 * is made for the first one and deleted when this is closed.
 */
final class TemporaryBlobs implements BlobStore, Closeable {
  private final Path parent;
  private @Nullable Path folder;
  private @Nullable BlobStore blobs;

  TemporaryBlobs() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  TemporaryBlobs(Path parent) {
    this.parent = parent;
  }

  @Override
  public synchronized BlobSink newSink() throws IOException {
    if (blobs == null) {
      folder = Files.createTempDirectory(parent, "livemirror-");
      blobs = FileContentStore.open(folder, Clock.systemUTC()).blobs();
    }
    return blobs.newSink();
  }

  @Override
  public synchronized OptionalLong sizeBytes(Sha256 blob) throws IOException {
    return blobs == null ? OptionalLong.empty() : blobs.sizeBytes(blob);
  }

  @Override
  public synchronized SeekableByteChannel open(Sha256 blob) throws IOException {
    if (blobs == null) {
      throw new MissingBlobException(blob);
    }
    return blobs.open(blob);
  }

  @Override
  public synchronized void forEach(BlobVisitor visitor) throws IOException {
    if (blobs != null) {
      blobs.forEach(visitor);
    }
  }

  @Override
  public synchronized boolean delete(PublisherLock lock, Sha256 blob) throws IOException {
    return blobs != null && blobs.delete(lock, blob);
  }

  @Override
  public synchronized void close() throws IOException {
    if (folder != null) {
      List<Path> files;
      try (Stream<Path> found = Files.walk(folder)) {
        files = found.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      folder = null;
      blobs = null;
    }
  }
}
