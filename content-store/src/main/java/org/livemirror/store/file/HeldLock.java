package org.livemirror.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;

/**
 * The publisher lock of a folder: a system lock on the file {@code LOCK} against other processes,
 * and a place in {@link #HELD_HERE} against this one.
 *
 * <p>POSIX drops every lock a process has on a file as soon as it closes any descriptor of that
 * file. So whoever asks in vain in the holder's own process must not even open {@code LOCK}.
 */
final class HeldLock implements PublisherLock {
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final StoreFolder owner;
  private final Path file;
  private final FileChannel channel;

  private HeldLock(StoreFolder owner, Path file, FileChannel channel) {
    this.owner = owner;
    this.file = file;
    this.channel = channel;
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
      return new HeldLock(owner, file, locked(file));
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
      channel.truncate(0);
      channel.write(ByteBuffer.wrap((thisProcess() + "\n").getBytes(StandardCharsets.ISO_8859_1)));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
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
      try {
        channel.close();
      } finally {
        HELD_HERE.remove(file);
      }
    }
  }
}
