package org.livemirror.core.space;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.Releases;
import org.livemirror.store.BlobStore;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Generations;
import org.livemirror.store.Pointer;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;

/**
 * Deletes generations that are no longer kept, then blobs that no kept generation names.
 *
 * <ol>
 *   <li>Keep: what a channel serves, the newest number, what has a label, what production is going
 *       to serve by itself when it has been tested for long enough, the newest generations and the
 *       young ones, those whose place another took a moment ago, as servers may still answer from
 *       them, and the one that the last promotion replaced, for the grace time of its packages.
 *   <li>Mark: read all pages of what is kept. If anything of it is damaged this ends here, and
 *       nothing is deleted: nobody knows what a damaged page names.
 *   <li>Delete the manifests of the other generations. What is left of a collection that breaks off
 *       from here on are blobs without a name, which the next one finds.
 *   <li>Sweep: delete the blobs that were not marked and are not young.
 * </ol>
 *
 * <p>Takes memory for the names of the blobs that are kept: about 10 MB for 100,000. A transfer
 * under way from a blob that is deleted goes on to its end. Blocks; safe for all threads.
 */
public final class Collector {
  /**
   * How long after a publish a server may still answer from the generation before. They follow
   * within a second or two.
   */
  static final Duration TAKE_OVER = Duration.ofMinutes(10);

  private final ContentStore store;
  private final Retention retention;
  private final Clock clock;
  private final MirrorEvents events;

  public Collector(ContentStore store, Retention retention, Clock clock, MirrorEvents events) {
    this.store = store;
    this.retention = retention;
    this.clock = clock;
    this.events = events;
  }

  /** Which blobs may go that no generation names. */
  public enum Unfinished {
    /** Those that have been there for longer than {@link Retention#unfinished}. */
    KEEP_YOUNG,
    /** All: what pulls left has to be fetched again. */
    DROP
  }

  /**
   * Collects.
   *
   * @throws org.livemirror.store.PublisherBusyException if somebody publishes on the store
   * @throws DamagedStoreException if a generation that has to be kept cannot be read; nothing was
   *     deleted
   */
  public Reclaimed collect(Unfinished unfinished) throws IOException {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      return collect(lock, unfinished, Set.of());
    }
  }

  /**
   * Collects in the course of a pull.
   *
   * @param needed blobs that stay, whether or not a generation names them
   */
  Reclaimed collect(PublisherLock lock, Unfinished unfinished, Set<Sha256> needed)
      throws IOException {
    Plan plan = new Plan();
    for (int number : plan.gone) {
      store.generations().delete(lock, number);
    }
    Sweep sweep = new Sweep(plan, youngest(unfinished), needed, Optional.of(lock));
    store.blobs().forEach(sweep);
    Releases releases = Releases.read(store.documents());
    if (releases.keepTrials(store.generations().numbers())) {
      releases.write(store.documents(), lock); // last, as this needs space and the rest frees some
    }
    Reclaimed reclaimed = sweep.result();
    if (!reclaimed.isNothing()) {
      events.spaceReclaimed(reclaimed.generations(), reclaimed.blobs(), reclaimed.freedBytes());
    }
    return reclaimed;
  }

  /** What {@link #collect(Unfinished)} would do; throws what it throws. */
  public Reclaimed preview(Unfinished unfinished) throws IOException {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      Sweep sweep = new Sweep(new Plan(), youngest(unfinished), Set.of(), Optional.empty());
      store.blobs().forEach(sweep);
      return sweep.result();
    }
  }

  /** Blobs without a name that are not older than this stay. */
  private Instant youngest(Unfinished unfinished) {
    return unfinished == Unfinished.DROP
        ? Instant.MAX
        : clock.instant().minus(retention.unfinished());
  }

  /** Which generations go, and what the others name. */
  private final class Plan {
    private final Set<Integer> kept;
    private final List<Integer> gone = new ArrayList<>();
    private final Set<Sha256> named;

    Plan() throws IOException {
      try {
        List<Integer> numbers = store.generations().numbers();
        kept = kept(numbers);
        named = store.generations().blobsOf(kept);
        numbers.stream().filter(number -> !kept.contains(number)).forEach(gone::add);
      } catch (DamagedStoreException e) {
        throw new DamagedStoreException(
            "nothing was deleted, as it cannot be told what is needed: "
                + e.getMessage()
                + "; or take its label away and remove its manifest, if that generation is not"
                + " needed any more",
            e);
      }
    }
  }

  private Set<Integer> kept(List<Integer> numbers) throws IOException {
    Generations generations = store.generations();
    Releases releases = Releases.read(store.documents());
    Set<Integer> kept = new TreeSet<>(releases.labels().keySet());
    boolean unused = releases.keepTrials(numbers);
    retention
        .soak()
        .ifPresent(
            soak ->
                releases
                    .awaiting(clock.instant(), soak)
                    .forEach(trial -> kept.add(trial.generation())));
    releases
        .promotion() // the next publish looks there for packages that clients may be about to fetch
        .filter(last -> last.keptUntil().isAfter(clock.instant()))
        .map(Releases.Promotion::replaced)
        .filter(numbers::contains)
        .ifPresent(kept::add);
    for (Channel channel : Channel.values()) {
      generations.pointer(channel).map(Pointer::generation).ifPresent(kept::add);
    }
    int newest = Math.max(1, retention.generations());
    kept.addAll(numbers.subList(Math.max(0, numbers.size() - newest), numbers.size()));
    Instant now = clock.instant();
    Instant takenOver = Instant.MAX;
    for (int i = numbers.size() - 1; i >= 0; i--) {
      Instant created = generations.manifest(numbers.get(i)).created();
      if (created.isAfter(now.minus(retention.age()))
          || (i + 1 < numbers.size() && takenOver.isAfter(now.minus(TAKE_OVER)))) {
        kept.add(numbers.get(i));
      }
      takenOver = created;
    }
    return kept;
  }

  /** Looks at every blob, and deletes those that nothing needs if it has the right to. */
  private final class Sweep implements BlobStore.BlobVisitor {
    private final Plan plan;
    private final Instant youngest;
    private final Set<Sha256> needed;
    private final Optional<PublisherLock> lock;
    private int blobs;
    private long bytes;
    private long freedBytes;
    private int keptBlobs;
    private long keptBytes;
    private int unfinishedBlobs;
    private long unfinishedBytes;

    Sweep(Plan plan, Instant youngest, Set<Sha256> needed, Optional<PublisherLock> lock) {
      this.plan = plan;
      this.youngest = youngest;
      this.needed = needed;
      this.lock = lock;
    }

    @Override
    public void blob(Sha256 blob, long sizeBytes, Instant stored) throws IOException {
      if (plan.named.contains(blob)) {
        keptBlobs++;
        keptBytes += sizeBytes;
      } else if (needed.contains(blob) || stored.isAfter(youngest)) {
        unfinishedBlobs++;
        unfinishedBytes += sizeBytes;
      } else {
        long freed = store.blobs().freedBytes(blob);
        if (lock.isEmpty() || store.blobs().delete(lock.get(), blob)) {
          blobs++;
          bytes += sizeBytes;
          freedBytes += freed;
        }
      }
    }

    Reclaimed result() {
      return new Reclaimed(
          plan.gone,
          blobs,
          bytes,
          freedBytes,
          plan.kept.size(),
          keptBlobs,
          keptBytes,
          unfinishedBlobs,
          unfinishedBytes);
    }
  }
}
