package org.livemirror.core.event;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;

/**
 * Facts worth recording, one method each. Methods are called on the thread where the fact happened,
 * event loops included: an implementation returns at once and never throws.
 */
public interface MirrorEvents {
  /** Records nothing. */
  MirrorEvents NONE = new MirrorEvents() {};

  /** Tells each fact to one and then to another. */
  static MirrorEvents both(MirrorEvents first, MirrorEvents second) {
    return new FannedEvents(first, second);
  }

  /**
   * Production serves another generation: a new one, one that was tested, or by a rollback an
   * earlier one. The methods below tell which, and are called first.
   */
  default void generationPublished(Generation generation) {}

  /** A new generation is served in testing only. */
  default void generationInTesting(Generation generation) {}

  /**
   * Production serves what was tested.
   *
   * @param asked whether the operator asked for it; else it has been tested for long enough
   */
  default void generationPromoted(Generation generation, boolean asked) {}

  /**
   * Production serves another generation as the operator wants.
   *
   * @param takenBack catalogs that do not come back by themselves
   */
  default void rolledBack(Generation generation, Collection<ContentPath> takenBack) {}

  /** From now on nothing reaches production by itself. */
  default void switchingHeld() {}

  /** What is pulled reaches production again. */
  default void switchingReleased() {}

  /** A pull of a source ended, well or not. One that found the store busy did not begin. */
  default void pullEnded(PullEnd end) {}

  /**
   * Content was refused and is not served.
   *
   * @param source where it came from
   * @param refusal the file, the rule, what was found and what was expected
   */
  default void contentRefused(String source, String refusal) {}

  /** Content that a rule refuses was accepted, as the operator allowed it by name. */
  default void refusalOverruled(String source, String refusal) {}

  /**
   * A certificate is in a chain for the first time. Of a CA this is rare, and worth a look.
   *
   * @param fingerprint its SHA-256, in hexadecimal
   * @param authority whether it is a CA's
   */
  default void certificateSeen(
      String source, String name, String fingerprint, boolean authority, Instant notAfter) {}

  /**
   * Catalogs have had no new content for longer than the operator's limit; they are served all the
   * same.
   */
  default void contentStale(String source, List<ContentPath> catalogs) {}

  /**
   * What nothing needed any more was deleted.
   *
   * @param generations the numbers of those that are gone
   * @param blobs how many blobs are
   * @param freedBytes what the medium got back
   */
  default void spaceReclaimed(List<Integer> generations, int blobs, long freedBytes) {}

  /**
   * A blob is not what its name says, or is not there: clients that want it are told to come again
   * later, unless it could not be taken away.
   *
   * @param message which file, what was found and what was expected
   * @param done what was done with the blob, or why nothing was
   */
  default void blobDamaged(ContentPath path, String message, String done) {}

  /** A file whose blob was damaged or missing was fetched again, verified, and is served again. */
  default void blobRepaired(String source, ContentPath path) {}

  /**
   * A file was sent to a client, in whole or in part.
   *
   * @param plane {@code http} or {@code ftp}
   * @param client the client's address
   * @param bytesSent what was written of the body
   * @param whole whether all that was asked for was sent
   */
  default void contentSent(
      String plane, String client, ContentPath path, long bytesSent, boolean whole) {}
}
