package org.livemirror.core.space;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.livemirror.store.ContentStore;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room that one pull has in a store. It asks {@link #make} before it fetches anything, as far
 * as it knows lengths then, and {@link #take} before each write.
 *
 * <p>Pages and manifests are not counted before they are written: they are small. Safe for all
 * threads.
 */
public final class Room {
  private static final Logger LOG = LoggerFactory.getLogger(Room.class);
  private static final String WHAT_TO_DO =
      "; ask for less, keep less (retention), or allow more. What was fetched whole stays for the"
          + " next pull";

  private final ContentStore store;
  private final SpaceLimits limits;
  private final Optional<Collector> collector;

  /** What this pull wrote and did not discard. */
  private final AtomicLong takenBytes = new AtomicLong();

  /** All blobs together, before this pull; 0 if nobody asks. */
  private volatile long usedBytes;

  /** Why this pull ran out of room, once it did. */
  private volatile @Nullable String exceeded;

  private Room(ContentStore store, SpaceLimits limits, Optional<Collector> collector)
      throws IOException {
    this.store = store;
    this.limits = limits;
    this.collector = collector;
    this.usedBytes = measured();
  }

  /**
   * Measures what there is. With a quota every blob is looked at.
   *
   * @param collector makes room where that helps; none if that is not wanted
   */
  public static Room of(ContentStore store, SpaceLimits limits, Optional<Collector> collector)
      throws IOException {
    return new Room(store, limits, collector);
  }

  private long measured() throws IOException {
    AtomicLong sum = new AtomicLong();
    if (limits.hasQuota()) {
      store.blobs().forEach((blob, sizeBytes, stored) -> sum.addAndGet(sizeBytes));
    }
    return sum.get();
  }

  /** Whether so many bytes more are within the limits now. */
  public boolean holds(long bytes) throws IOException {
    return quotaHolds(bytes) && diskHolds(bytes);
  }

  private boolean quotaHolds(long bytes) {
    return !limits.hasQuota() || bytes <= limits.quotaBytes() - usedBytes - takenBytes.get();
  }

  private boolean diskHolds(long bytes) throws IOException {
    OptionalLong usable = limits.freeBytes() == 0 ? OptionalLong.empty() : store.usableBytes();
    return usable.isEmpty() || bytes <= usable.getAsLong() - limits.freeBytes();
  }

  /**
   * Sees to it that there is room for what a pull is going to fetch, by a collection if need be.
   *
   * @param lock the pull's
   * @param knownBytes what is to be fetched, as far as its lengths are known
   * @param unknown how many files there are besides
   * @param mostBytes what all of it could be
   * @param needed blobs that the pull is going to use
   * @throws NoRoomException if what is known does not fit
   */
  public void make(
      PublisherLock lock, long knownBytes, int unknown, long mostBytes, Set<Sha256> needed)
      throws IOException {
    if (collector.isPresent() && !holds(mostBytes)) {
      try {
        Reclaimed unused = collector.get().collect(lock, Collector.Unfinished.KEEP_YOUNG, needed);
      } catch (IOException e) {
        LOG.warn("cannot make room: {}", e.getMessage());
      }
      usedBytes = measured();
    }
    String files = unknown + " files of unknown length";
    String more =
        unknown == 0
            ? SizeText.of(knownBytes)
            : knownBytes == 0 ? files : SizeText.of(knownBytes) + " and " + files;
    if (!quotaHolds(knownBytes)) {
      throw quotaExceeded(more);
    }
    if (!diskHolds(knownBytes)) {
      throw diskExceeded(more);
    }
  }

  /**
   * Counts bytes that are about to be written.
   *
   * @throws NoRoomException if they do not fit, and always once that happened: then they are not
   *     counted
   */
  public void take(long bytes) throws IOException {
    takeLinked(bytes);
    if (!diskHolds(bytes)) {
      giveBack(bytes);
      throw runOut(diskExceeded("more"));
    }
  }

  /** {@link #take} for bytes that the disk holds already. */
  public void takeLinked(long bytes) throws IOException {
    String before = exceeded;
    if (before != null) {
      throw new NoRoomException(before);
    }
    long taken = takenBytes.addAndGet(bytes);
    if (limits.hasQuota() && taken > limits.quotaBytes() - usedBytes) {
      giveBack(bytes);
      throw runOut(quotaExceeded("more"));
    }
  }

  private NoRoomException runOut(NoRoomException reason) {
    exceeded = reason.getMessage();
    return reason;
  }

  /** No longer counts bytes that were discarded. */
  public void giveBack(long bytes) {
    takenBytes.addAndGet(-bytes);
  }

  private NoRoomException quotaExceeded(String more) {
    return new NoRoomException(
        "no room for "
            + more
            + ": the store holds "
            + SizeText.of(usedBytes + takenBytes.get())
            + " (store.quota is "
            + SizeText.of(limits.quotaBytes())
            + ")"
            + WHAT_TO_DO);
  }

  private NoRoomException diskExceeded(String more) throws IOException {
    return new NoRoomException(
        "no room for "
            + more
            + ": "
            + SizeText.of(store.usableBytes().orElse(0))
            + " are free where the store lies (store.freeSpace is "
            + SizeText.of(limits.freeBytes())
            + ")"
            + WHAT_TO_DO);
  }
}
