package org.livemirror.core.pull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.livemirror.core.catalog.PackageName;
import org.livemirror.core.space.NoRoomException;
import org.livemirror.core.space.Room;
import org.livemirror.core.trust.Refusal;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.store.BlobSink;
import org.livemirror.store.BlobStore;
import org.livemirror.store.ContentPath;
import org.livemirror.store.StagedBlob;

/**
 * Brings one file from an upstream into staging, in constant memory, and goes on where a broken
 * transfer ended.
 *
 * <p>If the upstream cannot resume, or the file changed meanwhile, the transfer starts anew. Safe
 * for all threads.
 */
final class Fetcher {
  private final Upstream upstream;
  private final BlobStore blobs;
  private final PullLimits limits;
  private final Room room;

  Fetcher(Upstream upstream, BlobStore blobs, PullLimits limits, Room room) {
    this.upstream = upstream;
    this.blobs = blobs;
    this.limits = limits;
    this.room = room;
  }

  /**
   * Fetches a file.
   *
   * @param maxBytes its greatest length
   * @return the whole file, for the caller to commit or close; empty if the upstream does not have
   *     it
   * @throws RefusedException if it is longer
   * @throws NoRoomException if the store must not grow so much
   * @throws IOException if it could not be had in the allowed attempts
   */
  Optional<StagedBlob> fetch(ContentPath path, long maxBytes) throws IOException, RefusedException {
    room.take(0); // or a connection would be made in vain
    Optional<StagedBlob> linked = link(path, maxBytes);
    if (linked.isPresent()) {
      return linked;
    }
    Transfer transfer = new Transfer(path, maxBytes);
    try {
      Duration wait = limits.backoff();
      for (int attempt = 1; ; attempt++) {
        try {
          return transfer.attempt();
        } catch (NoRoomException e) {
          throw e;
        } catch (IOException e) {
          if (attempt >= limits.attempts() || Thread.currentThread().isInterrupted()) {
            throw e;
          }
          pause(wait);
          wait = wait.multipliedBy(2);
        }
      }
    } finally {
      transfer.close();
    }
  }

  /** Only packages, whose names never change their bytes: mini-TRIs are replaced in place. */
  private Optional<StagedBlob> link(ContentPath path, long maxBytes)
      throws IOException, RefusedException {
    Optional<Path> file =
        PackageName.parse(path.fileName()).isPresent() ? upstream.linkable(path) : Optional.empty();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    long sizeBytes = Files.size(file.get());
    if (sizeBytes > maxBytes) {
      throw tooLong(path, sizeBytes + " bytes", maxBytes);
    }
    room.takeLinked(sizeBytes);
    Optional<StagedBlob> linked = Optional.empty();
    try {
      linked = blobs.link(file.get());
    } finally {
      if (linked.isEmpty()) {
        room.giveBack(sizeBytes);
      }
    }
    if (linked.isPresent() && linked.get().digests().sizeBytes() != sizeBytes) {
      linked.get().close();
      room.giveBack(sizeBytes);
      throw new IOException(file.get() + ": changed while it was read");
    }
    return linked;
  }

  private static RefusedException tooLong(ContentPath path, String found, long maxBytes) {
    return new RefusedException(
        new Refusal.Malformed(path.toString(), "length", found, "at most " + maxBytes + " bytes"));
  }

  private static void pause(Duration wait) throws InterruptedIOException {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted between two attempts");
    }
  }

  private final class Transfer {
    private final ContentPath path;
    private final long maxBytes;
    private BlobSink sink;
    private String version = "";
    private OptionalLong totalBytes = OptionalLong.empty();
    private long takenBytes;

    Transfer(ContentPath path, long maxBytes) throws IOException {
      this.path = path;
      this.maxBytes = maxBytes;
      this.sink = blobs.newSink();
    }

    Optional<StagedBlob> attempt() throws IOException, RefusedException {
      // Without a version nobody can tell whether the rest would be of the same file.
      long offset = version.isEmpty() ? 0 : sink.sizeBytes();
      Optional<Upstream.Body> opened = upstream.open(path, offset);
      if (opened.isEmpty()) {
        return Optional.empty();
      }
      try (Upstream.Body body = opened.get()) {
        if (body.totalBytes().orElse(0) > maxBytes) {
          throw tooLong(path, body.totalBytes().getAsLong() + " bytes", maxBytes);
        }
        goOnOrStartAnew(body);
        copy(body.stream());
        if (body.totalBytes().isPresent() && body.totalBytes().getAsLong() != sink.sizeBytes()) {
          throw new IOException(
              path
                  + ": ended after "
                  + sink.sizeBytes()
                  + " of "
                  + body.totalBytes().getAsLong()
                  + " bytes");
        }
      }
      StagedBlob whole = sink.finish();
      takenBytes = 0;
      return Optional.of(whole);
    }

    private void goOnOrStartAnew(Upstream.Body body) throws IOException {
      boolean goesOn =
          body.startsAt() == sink.sizeBytes() && (sink.sizeBytes() == 0 || isSameFile(body));
      version = body.version();
      totalBytes = body.totalBytes();
      if (goesOn) {
        return;
      }
      close();
      sink = blobs.newSink();
      if (body.startsAt() != 0) {
        throw new IOException(path + ": changed at the upstream while it was fetched");
      }
    }

    private boolean isSameFile(Upstream.Body body) {
      boolean sameLength =
          totalBytes.isEmpty()
              || body.totalBytes().isEmpty()
              || totalBytes.equals(body.totalBytes());
      return sameLength && !version.isEmpty() && version.equals(body.version());
    }

    private void copy(InputStream stream) throws IOException, RefusedException {
      byte[] buffer = new byte[64 << 10];
      for (int got = stream.read(buffer); got >= 0; got = stream.read(buffer)) {
        if (sink.sizeBytes() + got > maxBytes) {
          throw tooLong(path, "more than " + maxBytes + " bytes", maxBytes);
        }
        room.take(got);
        takenBytes += got;
        sink.write(buffer, 0, got);
      }
    }

    /** Discards what was not finished. */
    void close() throws IOException {
      sink.close();
      room.giveBack(takenBytes);
      takenBytes = 0;
    }
  }
}
