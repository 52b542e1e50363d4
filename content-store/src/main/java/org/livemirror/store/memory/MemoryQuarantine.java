package org.livemirror.store.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.livemirror.store.Digests;
import org.livemirror.store.HashedContent;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.QuarantineBounds;
import org.livemirror.store.QuarantineItem;

/** A quarantine on the heap. */
final class MemoryQuarantine implements Quarantine {
  private final Map<QuarantineItem, byte[]> items = new TreeMap<>(QuarantineItem.OLDEST_FIRST);
  private final Consumer<PublisherLock> lockCheck;
  private final Clock clock;

  MemoryQuarantine(Consumer<PublisherLock> lockCheck, Clock clock) {
    this.lockCheck = lockCheck;
    this.clock = clock;
  }

  @Override
  public synchronized Optional<QuarantineItem> setAside(
      PublisherLock lock, HashedContent content, Reason reason) throws IOException {
    lockCheck.accept(lock);
    Digests digests = content.digests();
    Optional<QuarantineItem> present =
        items.keySet().stream().filter(each -> each.sha256().equals(digests.sha256())).findFirst();
    if (present.isPresent() || !QuarantineBounds.DEFAULT.admits(digests.sizeBytes())) {
      return present;
    }
    byte[] bytes = bytes(content);
    QuarantineBounds.DEFAULT.leaving(items(), digests.sizeBytes()).forEach(items::remove);
    QuarantineItem item = QuarantineItem.of(clock.instant(), digests, reason);
    items.put(item, bytes);
    return Optional.of(item);
  }

  private static byte[] bytes(HashedContent content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.copyTo(bytes);
    return bytes.toByteArray();
  }

  @Override
  public synchronized List<QuarantineItem> items() {
    return List.copyOf(items.keySet());
  }

  @Override
  public synchronized SeekableByteChannel open(QuarantineItem item) throws IOException {
    byte[] bytes = items.get(item);
    if (bytes == null) {
      throw new NoSuchFileException(item.name());
    }
    return new BytesChannel(ByteBuffer.wrap(bytes));
  }

  @Override
  public String place(QuarantineItem item) {
    return "memory: " + item.name();
  }
}
