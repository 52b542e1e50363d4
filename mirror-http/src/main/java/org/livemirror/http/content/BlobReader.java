package org.livemirror.http.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;
import org.livemirror.core.publish.Published;
import org.livemirror.store.Digester;
import org.livemirror.store.Entry;
import org.livemirror.store.Sha256;

/**
 * The bytes of published files: small ones from memory, others as an open channel.
 *
 * <p>The memory is keyed by blob, so it survives a publish and never holds what a path no longer
 * means; bytes are held against their name when they enter it. Safe for all threads.
 */
public final class BlobReader {
  private final Published published;
  private final int smallBytes;
  private final Cache<Sha256, ByteBuffer> small;

  /**
   * @param smallBytes longest blob kept in memory
   * @param cacheBytes most bytes kept in memory
   */
  public BlobReader(Published published, int smallBytes, long cacheBytes) {
    this.published = published;
    this.smallBytes = smallBytes;
    this.small =
        Caffeine.newBuilder()
            .maximumWeight(cacheBytes)
            .weigher((Sha256 blob, ByteBuffer bytes) -> bytes.remaining())
            .build();
  }

  /** All bytes of a file, if they are in memory. Never blocks. */
  public Optional<ByteBuffer> cached(Entry entry) {
    return Optional.ofNullable(small.getIfPresent(entry.blob()));
  }

  /**
   * Opens a file, or reads it into memory if it is small. Blocks.
   *
   * @throws org.livemirror.store.MissingBlobException if the store does not hold the blob
   * @throws org.livemirror.store.DamagedStoreException if the blob is not as long as the entry
   *     says, or if a small one has other bytes than its name says
   */
  public Opened open(Entry entry) throws IOException {
    SeekableByteChannel channel = published.open(entry);
    try {
      if (entry.sizeBytes() > smallBytes) {
        return new Open(channel);
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) entry.sizeBytes());
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw new EOFException("blob " + entry.blob() + " ended early");
        }
      }
      channel.close();
      // What is in memory is served for long: it has to be right.
      Sha256 found = Digester.digest(bytes.array()).sha256();
      if (!found.equals(entry.blob())) {
        throw published.damaged(entry, "SHA-256 " + found, "that of its name");
      }
      ByteBuffer whole = bytes.flip().asReadOnlyBuffer();
      small.put(entry.blob(), whole);
      return new InMemory(whole);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** A file at hand; whoever has it closes it. */
  public sealed interface Opened extends Closeable {}

  /** All its bytes. */
  public record InMemory(ByteBuffer bytes) implements Opened {
    @Override
    public void close() {}
  }

  /** A channel on them, at its start. */
  public record Open(SeekableByteChannel channel) implements Opened {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
