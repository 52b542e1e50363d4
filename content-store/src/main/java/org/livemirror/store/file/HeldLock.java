package org.livemirror.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The publisher lock of a folder: a system lock on the file {@code LOCK} against other processes,
 * and a place in {@link #HELD_HERE} against this one.
 *
 * <p>POSIX drops every lock a process has on a file as soon as it closes any descriptor of that
 * file. So whoever asks in vain in the holder's own process must not even open {@code LOCK}.
 *
 * <p>The text of {@code LOCK} names the holder, and says {@value #SETTLED} after one that ended in
 * order: all it did is durable. It need not be durable itself: after a power loss all that is seen
 * is.
 */
final class HeldLock implements PublisherLock {
  private static final Logger LOG = LoggerFactory.getLogger(HeldLock.class);
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private static final String SETTLED = "free";

  /** Clocks step, and times of files are coarse. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final StoreFolder owner;
  private final Path file;
  private final FileChannel channel;
  private final Instant unsettledSince;
  private boolean begun;

  private HeldLock(StoreFolder owner, Path file, FileChannel channel, Instant unsettledSince) {
    this.owner = owner;
    this.file = file;
    this.channel = channel;
    this.unsettledSince = unsettledSince;
  }

  /**
   * Takes the lock of the store in {@code root}.
   *
   * @throws PublisherBusyException at once, if another thread or process has it
   */
  static HeldLock take(StoreFolder owner, Path root) throws IOException {
    Path file = root.toRealPath().resolve("LOCK");
    if (!HELD_HERE.add(file)) {
      throw new PublisherBusyException(thisProcess());
    }
    try {
      boolean isNew = Files.notExists(file);
      FileChannel channel = locked(file);
      try {
        return new HeldLock(
            owner, file, channel, isNew ? Instant.MIN : unsettledSince(file, channel));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      HELD_HERE.remove(file);
      throw e;
    }
  }

  private static FileChannel locked(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new PublisherBusyException(
            Files.readString(file, StandardCharsets.ISO_8859_1).strip());
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Instant unsettledSince(Path file, FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(SETTLED.length() + 1);
    while (text.hasRemaining() && channel.read(text) >= 0) {}
    return new String(text.array(), 0, text.position(), StandardCharsets.ISO_8859_1).equals(SETTLED)
        ? Instant.MAX
        : Files.getLastModifiedTime(file).toInstant().minus(SLACK);
  }

  /** Whether what an earlier holder did may not be durable. */
  boolean isUnsettled() {
    return !unsettledSince.equals(Instant.MAX);
  }

  /** Since when folders may have changed without being durable; {@link Instant#MIN} for ever. */
  Instant unsettledSince() {
    return unsettledSince;
  }

  /** Takes the place of the earlier holder, whose work is durable now. */
  void begin() throws IOException {
    channel.truncate(0); // nothing may be built on a name that only seems settled
    write(thisProcess());
    begun = true;
  }

  /** What is for people or saves work must not fail what is done; room may be short. */
  private void write(String text) {
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), 0);
    } catch (IOException e) {
      LOG.warn("{}: {}", file, e.getMessage());
    }
  }

  private static String thisProcess() {
    return "process " + ProcessHandle.current().pid();
  }

  /** Throws {@link IllegalArgumentException} unless {@code lock} is that store's and is held. */
  static void check(PublisherLock lock, StoreFolder store) {
    if (!(lock instanceof HeldLock held) || held.owner != store || !held.channel.isOpen()) {
      throw new IllegalArgumentException("the lock is not this store's, or was given back");
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (channel.isOpen()) {
      try (channel) {
        if (begun && !owner.isInDoubt()) {
          write(SETTLED);
        }
      } finally {
        HELD_HERE.remove(file);
      }
    }
  }
}
