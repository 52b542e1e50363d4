package org.livemirror.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where a store keeps what is not a blob: manifests by number and pointers by channel, and who may
 * write them. This and {@link BlobStore} are all that differs between stores; what they mean is
 * {@link Generations}' business. Safe for all threads.
 *
 * <p>What takes a lock throws {@link IllegalArgumentException} for one that is not this store's or
 * was given back.
 */
public interface Ledger {
  /** The numbers of all manifests, in ascending order; foreign files are passed over. */
  List<Integer> numbers() throws IOException;

  /** The bytes of a manifest, or empty if there is none of that number. */
  Optional<byte[]> manifest(int number) throws IOException;

  /** Writes a new manifest, durably: it is there whole, or not at all. */
  void writeManifest(PublisherLock lock, int number, byte[] bytes) throws IOException;

  /** Deletes a manifest; does nothing if there is none. */
  void deleteManifest(PublisherLock lock, int number) throws IOException;

  /** The bytes of a channel's pointer, read anew; empty if it was never set. */
  Optional<byte[]> pointer(Channel channel) throws IOException;

  /** Replaces a channel's pointer durably and in one step. */
  void movePointer(PublisherLock lock, Channel channel, byte[] bytes) throws IOException;

  /**
   * Takes the right to publish, and clears away what a publisher left that crashed.
   *
   * @throws PublisherBusyException at once, if another thread or process has it
   */
  PublisherLock lockPublisher() throws IOException;

  /** Names a manifest for the operator, such as its file. */
  String where(int number);

  /** Names a pointer for the operator, such as its file. */
  String where(Channel channel);
}
