package org.livemirror.app.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Scratch;
import org.livemirror.store.file.FileContentStore;

/**
 * Scratch of a command that has no store: in Java's temporary folder, in a folder of their own that
 * is made for the first one and deleted when this is closed.
 */
final class TemporaryScratch implements Scratch, Closeable {
  private final Path parent;
  private @Nullable Path folder;
  private @Nullable Scratch scratch;

  TemporaryScratch() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  TemporaryScratch(Path parent) {
    this.parent = parent;
  }

  @Override
  public synchronized BlobSink newSink() throws IOException {
    if (scratch == null) {
      folder = Files.createTempDirectory(parent, "livemirror-");
      scratch = FileContentStore.open(folder, Clock.systemUTC()).blobs();
    }
    return scratch.newSink();
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
      scratch = null;
    }
  }
}
