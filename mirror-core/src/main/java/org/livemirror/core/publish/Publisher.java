package org.livemirror.core.publish;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.store.BlobSink;
import org.livemirror.store.BlobStore;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Generation;
import org.livemirror.store.Generations;
import org.livemirror.store.Pointer;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds generations from verified content: {@link Draft} on what is published → add catalogs and
 * packages → publish in one switch.
 *
 * <p>This is the only way content reaches clients; it takes verified types only. A package stays
 * while a catalog names it. One that no catalog names any more is kept for a grace time, for
 * clients that hold the old catalog, and left out of the first publish after it.
 *
 * <p>Content that must be tested first, and everything while switching is held, goes to the channel
 * {@link Channel#TESTING}. Other content goes to production, and to what is being tested too, so
 * that a promotion takes nothing back.
 */
public final class Publisher {
  /** The flag that tells clients to ask for mini-TRIs. */
  public static final ContentPath FLAG = ContentPath.of("minitri.flg");

  private static final byte[] FLAG_BYTES = {0x20};
  static final int FLAG_LENGTH = FLAG_BYTES.length;
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final ContentStore store;
  private final Clock clock;
  private final Duration grace;
  private final int deltas;
  private final MirrorEvents events;

  /**
   * A publisher that keeps no dropped package for longer than the grace time.
   *
   * @param grace how long a dropped package is still served
   */
  public Publisher(ContentStore store, Clock clock, Duration grace, MirrorEvents events) {
    this(store, clock, grace, 0, events);
  }

  /**
   * @param grace how long a dropped package is still served
   * @param deltas of dropped deltas, those from so many revisions of each series, the newest, are
   *     served for longer
   */
  public Publisher(
      ContentStore store, Clock clock, Duration grace, int deltas, MirrorEvents events) {
    this.store = store;
    this.clock = clock;
    this.grace = grace;
    this.deltas = deltas;
    this.events = events;
  }

  /** Puts the bytes of the flag into a store; the caller holds the publisher's lock. */
  public static Sha256 putFlag(BlobStore blobs) throws IOException {
    try (BlobSink sink = blobs.newSink()) {
      sink.write(FLAG_BYTES);
      try (StagedBlob flag = sink.finish()) {
        return flag.commit();
      }
    }
  }

  /** What a draft does with the catalogs that its source published before. */
  public enum Mode {
    /** They go unless they are added again: the source was asked for all it has. */
    REPLACE,
    /** They stay unless they are replaced: the source brings more. */
    MERGE
  }

  /** Where what a source brings goes first. */
  public enum Gate {
    /** To production, unless switching is held. */
    NONE,
    /** To testing, until it is promoted. */
    MUST_TEST
  }

  /** Starts a draft without a gate. */
  public Draft draft(PublisherLock lock, String source, Mode mode) throws IOException {
    return draft(lock, source, mode, Gate.NONE);
  }

  /**
   * Starts a draft on what is published now. If that is damaged, it starts on the newest generation
   * that is whole.
   *
   * @param lock held until the draft is published or given up
   * @param source recorded with each file this draft adds
   */
  public Draft draft(PublisherLock lock, String source, Mode mode, Gate gate) throws IOException {
    Releases releases = Releases.read(store.documents());
    boolean testing = gate == Gate.MUST_TEST || releases.heldSince().isPresent();
    List<Layer> layers = new ArrayList<>();
    Optional<Generation> production = base(Channel.PRODUCTION);
    boolean ahead = isTestingAhead(store.generations());
    List<Replaced> before = Replaced.before(production, store, releases, clock.instant());
    if (!testing) {
      layers.add(new Layer(Channel.PRODUCTION, production, before));
    }
    if (testing || ahead) {
      List<Replaced> replaced = new ArrayList<>(before);
      production.map(Replaced::later).ifPresent(replaced::add);
      layers.add(new Layer(Channel.TESTING, ahead ? base(Channel.TESTING) : production, replaced));
    }
    return new Draft(store, clock, grace, deltas, events, lock, source, mode, releases, layers);
  }

  private Optional<Generation> base(Channel channel) throws IOException {
    Generations generations = store.generations();
    try {
      return generations.current(channel);
    } catch (DamagedStoreException e) {
      Optional<Generation> whole = Fallback.find(store);
      LOG.error(
          "{}; building on {}",
          e.getMessage(),
          whole.map(Generation::toString).orElse("nothing, as no generation is whole"));
      return whole;
    }
  }

  /**
   * Whether something is tested that production does not serve. Numbers only grow, so testing is
   * ahead if its number is the greater one; a rollback sees to that.
   */
  static boolean isTestingAhead(Generations generations) throws IOException {
    Optional<Pointer> testing = generations.pointer(Channel.TESTING);
    if (testing.isEmpty()) {
      return false;
    }
    try {
      Optional<Pointer> production = generations.pointer(Channel.PRODUCTION);
      return production.isEmpty() || testing.get().generation() > production.get().generation();
    } catch (DamagedStoreException e) {
      return false;
    }
  }
}
