package org.livemirror.http.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of a log's earlier files: {@code <name>.<time of its last line, UTC>}, with {@code
 * .gz} if it was packed.
 *
 * <p>The oldest are deleted and the others packed on a thread of its own, as packing takes seconds;
 * what an earlier process left undone is done as well. Trouble is told and nothing is lost by it.
 */
final class RotatedFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RotatedFiles.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final String PACKED = ".gz";
  private static final String UNFINISHED = ".gz.part";
  private static final int PIECE_BYTES = 64 << 10;
  private static final long CLOSE_SECONDS = 3;

  private final Path file;
  private final int keep;
  private final boolean compress;
  private final Pattern names;
  private final ExecutorService tidier =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "access-log-rotated");
            thread.setDaemon(true);
            return thread;
          });

  RotatedFiles(Path file, int keep, boolean compress) {
    this.file = file;
    this.keep = keep;
    this.compress = compress;
    this.names =
        Pattern.compile(
            Pattern.quote(file.getFileName() + ".") + "\\d{8}T\\d{6}\\.\\d{3}Z(\\.gz(\\.part)?)?");
    tidier.execute(this::tidy);
  }

  /** Takes the log's file, which is not open any more, out of its place. */
  void add(Instant lastLine) throws IOException {
    Instant time = lastLine;
    while (Files.exists(named(time, "")) || Files.exists(named(time, PACKED))) {
      time = time.plusMillis(1);
    }
    Path unused = Files.move(file, named(time, ""));
    tidier.execute(this::tidy);
  }

  private Path named(Instant time, String suffix) {
    return file.resolveSibling(file.getFileName() + "." + TIME.format(time) + suffix);
  }

  private void tidy() {
    try {
      for (Path each : found(UNFINISHED)) {
        Files.deleteIfExists(each);
      }
      List<Path> kept = found("");
      while (kept.size() > keep) {
        Files.deleteIfExists(kept.remove(0));
      }
      for (Path each : kept) {
        if (compress && !each.toString().endsWith(PACKED)) {
          pack(each);
        }
      }
    } catch (ClosedByInterruptException e) {
      // The process ends; the next one goes on.
    } catch (IOException e) {
      LOG.warn(
          "access log: rotated files of {}: {}; tried again at the next rotation",
          file,
          e.toString());
    }
  }

  /** The files whose names end so, the oldest first; for the empty suffix all that are whole. */
  private List<Path> found(String suffix) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> siblings = Files.newDirectoryStream(file.resolveSibling("."))) {
      for (Path each : siblings) {
        String name = String.valueOf(each.getFileName());
        boolean unfinished = name.endsWith(UNFINISHED);
        if (names.matcher(name).matches() && unfinished == suffix.equals(UNFINISHED)) {
          found.add(each.normalize());
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Not made yet, or cannot be; the writer tells.
    }
    found.sort(Comparator.naturalOrder());
    return found;
  }

  private void pack(Path whole) throws IOException {
    Path unfinished = whole.resolveSibling(whole.getFileName() + UNFINISHED);
    byte[] piece = new byte[PIECE_BYTES];
    try (InputStream in = Files.newInputStream(whole);
        OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished), PIECE_BYTES)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        out.write(piece, 0, read);
      }
    }
    Path unused =
        Files.move(
            unfinished,
            whole.resolveSibling(whole.getFileName() + PACKED),
            StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(whole);
  }

  /** Waits a little for what is under way; the next process does the rest. */
  @Override
  public void close() {
    tidier.shutdown();
    try {
      if (!tidier.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        tidier.shutdownNow();
      }
    } catch (InterruptedException e) {
      tidier.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
