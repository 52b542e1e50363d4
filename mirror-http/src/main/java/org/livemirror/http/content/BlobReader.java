package org.livemirror.http.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Scheduler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCounted;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.publish.Published;
import org.livemirror.http.exchange.Answer;
import org.livemirror.store.Digester;
import org.livemirror.store.Entry;
import org.livemirror.store.Sha256;

/**
 * The bytes of published files: small ones from memory, others from files that are kept open, or
 * from what the store opens.
 *
 * <p>Memory and files are keyed by blob, so they survive a publish and never hold what a path no
 * longer means; bytes are held against their name when they enter memory, those of small files when
 * they are opened. A file is looked up anew every second, so that one that was taken away leaves
 * service. Safe for all threads.
 */
public final class BlobReader implements Closeable {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Published published;
  private final Sizes sizes;
  private final Cache<Sha256, ByteBuf> memory;
  private final Cache<Sha256, OpenFile> files;

  /**
   * What is kept how. Which way is cheapest is a matter of measuring: docs/performance.md.
   *
   * @param smallBytes longest blob that is always kept in memory
   * @param checkedBytes longest above that which is held against its name when its file is opened
   * @param memoryBytes longest that is kept in memory where it cannot be sent without reading it
   * @param cacheBytes most bytes in memory
   * @param openFiles most files open
   */
  public record Sizes(
      int smallBytes, int checkedBytes, int memoryBytes, long cacheBytes, int openFiles) {}

  public BlobReader(Published published, Sizes sizes) {
    this.published = published;
    this.sizes = sizes;
    this.memory =
        Caffeine.newBuilder()
            .maximumWeight(sizes.cacheBytes())
            .weigher((Sha256 blob, ByteBuf bytes) -> bytes.capacity())
            .executor(Runnable::run)
            .removalListener(BlobReader::release)
            .build();
    this.files =
        Caffeine.newBuilder()
            .maximumSize(sizes.openFiles())
            .expireAfterWrite(LOOK_AGAIN)
            .scheduler(Scheduler.systemScheduler())
            .executor(Runnable::run)
            .removalListener(BlobReader::release)
            .build();
  }

  private static void release(
      @Nullable Sha256 blob, @Nullable ReferenceCounted held, RemovalCause cause) {
    if (held != null) {
      held.release();
    }
  }

  /**
   * A file at hand, if it is; the caller's to release. Never blocks.
   *
   * @param zeroCopy whether a file can be sent without reading it; if not, memory is preferred
   */
  public @Nullable Opened cached(Entry entry, boolean zeroCopy) {
    ByteBuf bytes = retained(memory.getIfPresent(entry.blob()));
    if (bytes != null) {
      return new InMemory(bytes);
    }
    if (!zeroCopy && entry.sizeBytes() <= sizes.memoryBytes()) {
      return null;
    }
    OpenFile file = retained(files.getIfPresent(entry.blob()));
    return file == null ? null : new InFile(file);
  }

  /** One more reference, unless the last one has just gone. */
  private static <T extends ReferenceCounted> @Nullable T retained(@Nullable T held) {
    if (held == null || held.refCnt() == 0) {
      return null;
    }
    try {
      held.retain();
      return held;
    } catch (IllegalReferenceCountException e) {
      return null;
    }
  }

  /**
   * Opens a file, or reads it into memory. Blocks.
   *
   * @param zeroCopy as {@link #cached} has it
   * @throws org.livemirror.store.MissingBlobException if the store does not hold the blob
   * @throws org.livemirror.store.DamagedStoreException if the blob is not as long as the entry
   *     says, or if one that is small or goes into memory has other bytes than its name says
   */
  public Opened open(Entry entry, boolean zeroCopy) throws IOException {
    Opened cached = cached(entry, zeroCopy);
    if (cached != null) {
      return cached;
    }
    SeekableByteChannel channel = published.open(entry);
    boolean kept = false;
    try {
      if (isForMemory(entry, channel, zeroCopy)) {
        return new InMemory(kept(entry, bytes(entry, channel)));
      }
      if (entry.sizeBytes() <= sizes.checkedBytes()) {
        byte[] unused = bytes(entry, channel);
      }
      kept = true;
      if (channel instanceof FileChannel file) {
        OpenFile open = new OpenFile(file);
        files.put(entry.blob(), open.retain());
        return new InFile(open);
      }
      return new InStore(channel);
    } finally {
      if (!kept) {
        channel.close();
      }
    }
  }

  private boolean isForMemory(Entry entry, SeekableByteChannel channel, boolean zeroCopy) {
    long size = entry.sizeBytes();
    return size <= sizes.smallBytes()
        || (size <= sizes.memoryBytes() && !(zeroCopy && channel instanceof FileChannel));
  }

  /** Its bytes, which are those that its name says: they are served for long. */
  private byte[] bytes(Entry entry, SeekableByteChannel channel) throws IOException {
    byte[] bytes = new byte[(int) entry.sizeBytes()];
    ByteBuffer space = ByteBuffer.wrap(bytes);
    while (space.hasRemaining()) {
      if (channel.read(space) < 0) {
        throw new EOFException("blob " + entry.blob() + " ended early");
      }
    }
    Sha256 found = Digester.sha256(bytes);
    if (!found.equals(entry.blob())) {
      throw published.damaged(entry, "SHA-256 " + found, "that of its name");
    }
    return bytes;
  }

  private ByteBuf kept(Entry entry, byte[] bytes) {
    ByteBuf held = Unpooled.directBuffer(bytes.length, bytes.length).writeBytes(bytes);
    memory.put(entry.blob(), held.retain());
    return held;
  }

  /** Lets go of all that is kept; what is being sent stays until it is sent. */
  @Override
  public void close() {
    memory.invalidateAll();
    files.invalidateAll();
  }

  /** A file at hand; whoever has it closes it once. For one thread at a time. */
  public sealed interface Opened extends Closeable {
    /**
     * Reads from a position on, some bytes at most as there is room for; negative at the end. May
     * block.
     */
    int read(long position, ByteBuffer space) throws IOException;
  }

  /** All its bytes, in memory that others read as well. */
  public record InMemory(ByteBuf bytes) implements Opened {
    @Override
    public int read(long position, ByteBuffer space) {
      int length = (int) Math.min(space.remaining(), bytes.capacity() - position);
      bytes.getBytes((int) position, space.slice().limit(length));
      space.position(space.position() + length);
      return length > 0 ? length : -1;
    }

    @Override
    public void close() {
      bytes.release();
    }
  }

  /** A file that others read as well. */
  public record InFile(OpenFile file) implements Opened {
    @Override
    public int read(long position, ByteBuffer space) throws IOException {
      return file.channel().read(space, position);
    }

    @Override
    public void close() {
      file.release();
    }
  }

  /** A channel of its own, at the start. */
  public record InStore(SeekableByteChannel channel) implements Opened {
    @Override
    public int read(long position, ByteBuffer space) throws IOException {
      if (channel.position() != position) {
        channel.position(position);
      }
      return channel.read(space);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** The body of an {@link Answer.Parts} as one run of bytes, and the file that they are of. */
  public record InParts(Answer.Parts parts, Opened file) implements Opened {
    /** Reads at most to the end of the piece at the position. */
    @Override
    public int read(long position, ByteBuffer space) throws IOException {
      long start = 0;
      for (Answer.Piece piece : parts.pieces()) {
        if (position < start + piece.length()) {
          return read(piece, position - start, space);
        }
        start += piece.length();
      }
      return -1;
    }

    private int read(Answer.Piece piece, long at, ByteBuffer space) throws IOException {
      int length = (int) Math.min(space.remaining(), piece.length() - at);
      ByteBuffer part = space.slice().limit(length);
      int read = length;
      if (piece instanceof Answer.Bytes memory) {
        part.put(memory.bytes().slice((int) at, length));
      } else if (piece instanceof Answer.Blob blob) {
        read = file.read(blob.first() + at, part);
      }
      space.position(space.position() + Math.max(0, read));
      return read;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
