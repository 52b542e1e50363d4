package org.livemirror.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Optional;

/**
 * Content that was refused or found damaged and is kept so that the operator can look at it. It is
 * never served. Bounded: the oldest items go first. Safe for all threads.
 */
public interface Quarantine {
  /**
   * Why content is set aside.
   *
   * @param path where it would have been served
   * @param source where it came from
   * @param rule what it breaks: a name that is stable for scripts
   * @param message one line for the operator
   */
  record Reason(ContentPath path, String source, String rule, String message) {}

  /**
   * Keeps a copy of content, durably. The same bytes are kept once: for bytes that are here already
   * this returns the item of the first time, reason and time included.
   *
   * @param lock the caller's right to publish on this store
   * @return empty if the content alone is longer than all that may be kept
   * @throws DamagedStoreException if the content is not what its digests say
   */
  Optional<QuarantineItem> setAside(PublisherLock lock, HashedContent content, Reason reason)
      throws IOException;

  /** What is kept, oldest first. */
  List<QuarantineItem> items() throws IOException;

  /** The bytes of an item, for reading; the caller closes the channel. */
  SeekableByteChannel open(QuarantineItem item) throws IOException;

  /** Where the operator finds the bytes of an item: a file's whole name, if they are in a file. */
  String place(QuarantineItem item);
}
