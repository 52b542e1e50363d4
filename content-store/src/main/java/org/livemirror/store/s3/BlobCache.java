package org.livemirror.store.s3;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.livemirror.store.Digester;
import org.livemirror.store.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of blobs on this node's disk, at most so many bytes of them. Safe for all threads.
 *
 * <p>A copy was held against its name by this process before it is read: when it was fetched or
 * written, or, if an earlier process left it, when it is first opened. So copies need not be
 * synced, and one that a crash or a disk damaged is fetched again.
 *
 * <p>A blob is fetched once, however many ask for it at one time; all of them open the one file.
 * The last of them makes it a copy, or deletes it if it is larger than all copies may be. Deleting
 * a copy takes its name away, and what is open on it can be read to its end; its space comes back
 * when that is closed. The space that fetching needs comes on top of the copies.
 *
 * <p>Processes that share the folder see each other's copies when they open them; each keeps its
 * own count, so together they may keep more until one of them starts again.
 */
final class BlobCache {
  private static final Logger LOG = LoggerFactory.getLogger(BlobCache.class);
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  /** What a file system gives out at a time; the weigher's unit. */
  private static final int BLOCK = 4096;

  private final LocalFiles files;
  private final long maxBytes;
  private final Cache<Sha256, Copy> copies;
  private final Map<Sha256, Flight> flights = new HashMap<>();

  /** A copy, and whether it was held against its name by this process. */
  private record Copy(long sizeBytes, boolean checked) {}

  /** One fetching of a blob, and those who wait for it or are about to open it. */
  private static final class Flight {
    private int users;
    private @Nullable Path file;
    private @Nullable IOException failure;
  }

  /** Fetches blobs from the service. */
  interface Source {
    /** Writes a blob into a new file; throws unless its bytes are those of its name. */
    void fetch(Sha256 blob, Path file) throws IOException;
  }

  private BlobCache(LocalFiles files, long maxBytes) {
    this.files = files;
    this.maxBytes = maxBytes;
    this.copies =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(maxBytes / BLOCK)
            .weigher((Sha256 blob, Copy copy) -> blocks(copy.sizeBytes()))
            .evictionListener((blob, copy, cause) -> drop(blob))
            .build();
  }

  private static int blocks(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, (bytes + BLOCK - 1) / BLOCK);
  }

  /** Finds the copies of an earlier process; the newest are kept if they are too many. */
  static BlobCache open(LocalFiles files, long maxBytes) throws IOException {
    BlobCache cache = new BlobCache(files, maxBytes);
    List<Found> found = new ArrayList<>();
    Files.walkFileTree(
        files.copies(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
            String name = String.valueOf(file.getFileName());
            if (NAME.matcher(name).matches()) {
              found.add(new Found(Sha256.parse(name), about));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(Comparator.comparing(each -> each.about().lastModifiedTime()));
    for (Found each : found) {
      cache.copies.put(each.blob(), new Copy(each.about().size(), false));
    }
    return cache;
  }

  private record Found(Sha256 blob, BasicFileAttributes about) {}

  /** Opens a blob, fetching it if there is no copy. */
  FileChannel open(Sha256 blob, Source source) throws IOException {
    for (; ; ) {
      FileChannel copy = openCopy(blob);
      if (copy != null) {
        return copy;
      }
      Flight flight = join(blob);
      if (flight != null) {
        try {
          return FileChannel.open(landed(flight, blob, source), StandardOpenOption.READ);
        } finally {
          leave(blob, flight);
        }
      }
    }
  }

  private @Nullable FileChannel openCopy(Sha256 blob) throws IOException {
    Copy known = copies.getIfPresent(blob);
    if (known == null && !Files.exists(files.copy(blob))) {
      return null;
    }
    try {
      if (known == null || !known.checked()) {
        return openUnchecked(blob);
      }
      return FileChannel.open(files.copy(blob), StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      copies.invalidate(blob);
      return null;
    }
  }

  private @Nullable FileChannel openUnchecked(Sha256 blob) throws IOException {
    FileChannel channel = FileChannel.open(files.copy(blob), StandardOpenOption.READ);
    try {
      InputStream in = Channels.newInputStream(channel);
      if (Digester.digest(in).sha256().equals(blob)) {
        copies.put(blob, new Copy(channel.size(), true));
        return channel.position(0);
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    LOG.warn("{}: damaged, so it is fetched again", files.copy(blob));
    remove(blob);
    return null;
  }

  /** Null if there is a copy meanwhile. */
  private synchronized @Nullable Flight join(Sha256 blob) {
    Flight flight = flights.get(blob);
    if (flight == null) {
      if (copies.getIfPresent(blob) != null) {
        return null;
      }
      flight = new Flight();
      flights.put(blob, flight);
    }
    flight.users++;
    return flight;
  }

  /** How many are waiting for a blob that is being fetched. */
  synchronized int waiting(Sha256 blob) {
    Flight flight = flights.get(blob);
    return flight == null ? 0 : flight.users;
  }

  /** The first who comes here fetches; the others wait, and share its failure. */
  private Path landed(Flight flight, Sha256 blob, Source source) throws IOException {
    synchronized (flight) {
      if (flight.failure != null) {
        throw flight.failure;
      }
      if (flight.file == null) {
        try {
          flight.file = fetched(blob, source);
        } catch (IOException e) {
          flight.failure = e;
          forget(blob, flight);
          throw e;
        }
      }
      return flight.file;
    }
  }

  /** Who comes after a failure tries anew. */
  private synchronized void forget(Sha256 blob, Flight flight) {
    flights.remove(blob, flight);
  }

  private Path fetched(Sha256 blob, Source source) throws IOException {
    Path file = files.newDownload();
    try {
      source.fetch(blob, file);
      return file;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private synchronized void leave(Sha256 blob, Flight flight) throws IOException {
    if (--flight.users == 0) {
      flights.remove(blob, flight);
      if (flight.file != null) {
        keep(blob, flight.file);
      }
    }
  }

  /** Makes a file a copy, whose bytes the caller held against its name; or deletes it. */
  void keep(Sha256 blob, Path file) throws IOException {
    long size = Files.size(file);
    if (blocks(size) > maxBytes / BLOCK) {
      Files.delete(file);
      return;
    }
    Path copy = files.copy(blob);
    Path folder = copy.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.move(file, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    copies.put(blob, new Copy(size, true));
  }

  /** Deletes a copy, if there is one. */
  void remove(Sha256 blob) {
    copies.invalidate(blob);
    drop(blob);
  }

  private void drop(@Nullable Sha256 blob) {
    if (blob == null) {
      return;
    }
    try {
      Files.deleteIfExists(files.copy(blob));
    } catch (IOException e) {
      LOG.warn("{}: not deleted: {}", files.copy(blob), e.getMessage());
    }
  }
}
