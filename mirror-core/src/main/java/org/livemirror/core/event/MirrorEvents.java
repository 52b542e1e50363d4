package org.livemirror.core.event;

import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;

/**
 * Facts worth recording, one method each. Methods are called on the thread where the fact happened,
 * event loops included: an implementation returns at once and never throws.
 */
public interface MirrorEvents {
  /** Records nothing. */
  MirrorEvents NONE = new MirrorEvents() {};

  /** A new generation is being served. */
  default void generationPublished(Generation generation) {}

  /**
   * Content was refused and is not served.
   *
   * @param source where it came from
   * @param refusal the file, the rule, what was found and what was expected
   */
  default void contentRefused(String source, String refusal) {}

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
