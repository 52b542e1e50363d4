package org.livemirror.core.scrub;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.PublisherTurn;
import org.livemirror.core.scrub.Damage.Check;
import org.livemirror.core.scrub.Damage.Kind;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Digester;
import org.livemirror.store.Digests;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is published again and holds it against its names: list the blobs of all generations →
 * hash each at a pace → take a damaged one out of service → report.
 *
 * <p>A blob is read in pieces, so memory does not grow with its length; of the generations one name
 * and one number are held for each blob. Reading needs no lock. The publisher's lock is taken to
 * take a blob away, after it was read once more, and for a moment to note how far the round has
 * come.
 *
 * <p>A blob that the disk does not give counts as damaged, unless {@value #READ_ERRORS_IN_A_ROW}
 * fail one after the other: then it is the disk, nothing more is touched, and the scrub ends.
 *
 * <p>Blocks; ends soon when its thread is interrupted. Safe for all threads.
 */
public final class Scrubber {
  /** Read errors one after the other that are the disk's fault and not a blob's. */
  static final int READ_ERRORS_IN_A_ROW = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Scrubber.class);
  private static final int PIECE_BYTES = 256 << 10;
  private static final Duration NOTE_EVERY = Duration.ofMinutes(10);

  private final ContentStore store;
  private final MirrorEvents events;
  private final Duration patience;

  /**
   * @param patience how long to wait for the publisher's lock before a damaged blob is left where
   *     it is
   */
  public Scrubber(ContentStore store, MirrorEvents events, Duration patience) {
    this.store = store;
    this.events = events;
    this.patience = patience;
  }

  /**
   * Reads all that the generations name.
   *
   * @param bytesPerSecond 0 for no limit
   * @param goOn whether to go on where a scrub ended that was broken off, and to note where this
   *     one does
   * @param told takes each damaged blob as soon as it is dealt with
   * @throws InterruptedIOException if it was stopped before it had read anything
   * @throws IOException if the generations cannot be listed
   */
  public ScrubReport scrub(long bytesPerSecond, boolean goOn, Consumer<Damage> told)
      throws IOException {
    try {
      return new Round(bytesPerSecond, goOn, told).run();
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("the scrub was stopped");
    }
  }

  /**
   * Looks at one blob that somebody could not read, and takes it out of service if it is missing or
   * altered. A read error proves nothing of a single blob; the next scrub decides.
   */
  public Optional<Damage> check(Sha256 blob) throws IOException {
    Named named = Named.served(store);
    if (named.generation(blob).isEmpty()) {
      return Optional.empty();
    }
    Check check = read(blob, new Pace(0));
    return check.kind().isEmpty() || check.kind().get() == Kind.UNREADABLE
        ? Optional.empty()
        : takeOut(named, blob, check);
  }

  private Check read(Sha256 blob, Pace pace) throws InterruptedIOException {
    try (SeekableByteChannel channel = store.blobs().open(blob)) {
      Digester digester = new Digester();
      ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
      for (int got = channel.read(piece); got >= 0; got = channel.read(piece)) {
        digester.update(piece.array(), 0, got);
        piece.clear();
        pace.took(got);
      }
      Digests found = digester.finish();
      return found.sha256().equals(blob) ? Check.WHOLE : Check.altered(found);
    } catch (MissingBlobException e) {
      return Check.of(Kind.MISSING, "nothing");
    } catch (InterruptedIOException e) {
      throw e;
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("the scrub was stopped");
    } catch (IOException e) {
      return Check.of(Kind.UNREADABLE, "a read error: " + e.getMessage());
    }
  }

  /**
   * Takes a damaged blob away, so that every process that serves the store misses it from now on.
   *
   * @return what was found and done; empty if it is whole now
   */
  private Optional<Damage> takeOut(Named named, Sha256 blob, Check seen) throws IOException {
    Damage damage = named.damage(blob, seen);
    Damage dealt;
    try (PublisherLock lock = PublisherTurn.await(store.generations(), patience)) {
      // Somebody may have mended it, and not every read error comes twice.
      Check now = read(blob, new Pace(0));
      if (now.kind().isEmpty()) {
        return Optional.empty();
      }
      dealt = new Removal(store, lock).of(named.damage(blob, now), now);
    } catch (PublisherBusyException e) {
      dealt = damage.with(false, "still in its place: " + e.getMessage());
    }
    events.blobDamaged(dealt.entries().get(0).path(), dealt.message(), dealt.done());
    return Optional.of(dealt);
  }

  /** One scrub under way. */
  private final class Round {
    private final Pace pace;
    private final boolean goOn;
    private final Consumer<Damage> told;
    private final Named named;
    private final long started = System.nanoTime();
    private final List<Damage> damages = new ArrayList<>();
    private final List<Sha256> unreadable = new ArrayList<>();
    private final List<Check> errors = new ArrayList<>();
    private int blobs;
    private int inARow;
    private long noted = started;

    Round(long bytesPerSecond, boolean goOn, Consumer<Damage> told) throws IOException {
      this.pace = new Pace(bytesPerSecond);
      this.goOn = goOn;
      this.told = told;
      this.named = Named.all(store);
    }

    ScrubReport run() throws IOException {
      List<Sha256> left = named.blobs();
      if (goOn) {
        Optional<Sha256> reached = ScrubState.read(store.documents()).reached();
        reached.ifPresent(last -> left.removeIf(blob -> Named.ORDER.compare(blob, last) <= 0));
      }
      Optional<Sha256> reached = Optional.empty();
      try {
        for (Sha256 blob : left) {
          look(blob);
          if (inARow == READ_ERRORS_IN_A_ROW) {
            note(reached);
            return report(
                Optional.of(
                    inARow
                        + " read errors one after the other, the last "
                        + errors.get(errors.size() - 1).found()
                        + "; nothing was taken out of service for them: look at the disk"));
          }
          reached = inARow == 0 ? Optional.of(blob) : reached;
          if (System.nanoTime() - noted > NOTE_EVERY.toNanos()) {
            note(reached);
          }
        }
        settle();
        tryAgain();
        note(Optional.empty());
        return report(Optional.empty());
      } catch (InterruptedIOException e) {
        note(reached);
        return report(Optional.of("it was stopped"));
      }
    }

    private void look(Sha256 blob) throws IOException {
      Check check = read(blob, pace);
      blobs++;
      if (check.kind().filter(Kind.UNREADABLE::equals).isPresent()) {
        inARow++;
        unreadable.add(blob);
        errors.add(check);
        return;
      }
      if (check.kind().filter(Kind.MISSING::equals).isEmpty()) {
        // The disk does give bytes, so it was those blobs.
        inARow = 0;
        settle();
      }
      if (check.kind().isPresent()) {
        deal(blob, check);
      }
    }

    private void settle() throws IOException {
      for (int i = 0; i < unreadable.size(); i++) {
        deal(unreadable.get(i), errors.get(i));
      }
      unreadable.clear();
      errors.clear();
    }

    private void deal(Sha256 blob, Check check) throws IOException {
      takeOut(named, blob, check)
          .ifPresent(
              damage -> {
                damages.add(damage);
                told.accept(damage);
              });
    }

    /** Once more for what could not be taken away as another was publishing. */
    private void tryAgain() throws IOException {
      List<Damage> inPlace = damages.stream().filter(damage -> !damage.outOfService()).toList();
      damages.removeAll(inPlace);
      for (Damage damage : inPlace) {
        Check again = read(damage.blob(), pace);
        if (again.kind().isPresent()) {
          deal(damage.blob(), again);
        }
      }
    }

    /** Notes where to go on. Should another publish now, the next round starts earlier. */
    private void note(Optional<Sha256> reached) {
      if (!goOn) {
        return;
      }
      noted = System.nanoTime();
      // An interrupted thread could not write.
      boolean interrupted = Thread.interrupted();
      try (PublisherLock lock = store.generations().lockPublisher()) {
        ScrubState state = ScrubState.read(store.documents());
        if (!state.reached().equals(reached)) {
          state.reach(reached);
          state.write(store.documents(), lock);
        }
      } catch (IOException e) {
        LOG.debug("where the scrub is was not noted: {}", e.getMessage());
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    private ScrubReport report(Optional<String> stopped) {
      return new ScrubReport(
          blobs,
          pace.bytes(),
          Duration.ofNanos(System.nanoTime() - started),
          damages,
          named.damagedGenerations(),
          stopped);
    }
  }
}
