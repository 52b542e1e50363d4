package org.livemirror.core.publish;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.plan.Offer;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.GenerationStore.Pointer;

/**
 * What is served now: follows the store's pointer and hands out the snapshot behind it.
 *
 * <p>Reading {@link #current()} costs one volatile read. Before the first publish it is generation
 * 0, without files. Another process may publish to the store: whoever owns this calls {@link
 * #refresh()} every second or so. Safe for all threads.
 */
public final class Published {
  private final ContentStore store;
  private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
  private volatile Snapshot current =
      new Snapshot(
          new Generation(0, Instant.EPOCH, "nothing published yet", List.of()),
          new Offer(0, List.of()));
  private @Nullable Pointer loaded;

  /** Loads what the store publishes. */
  public Published(ContentStore store) throws IOException {
    this.store = store;
    refresh();
  }

  /** The snapshot to answer one request from. */
  public Snapshot current() {
    return current;
  }

  /**
   * Opens the bytes of an entry for reading; see {@link org.livemirror.store.BlobStore#open}.
   * Blocks.
   */
  public SeekableByteChannel open(Entry entry) throws IOException {
    return store.blobs().open(entry.blob());
  }

  /**
   * Calls {@code listener} with the current snapshot now, and with every later one on the thread
   * that refreshes.
   */
  public synchronized void onSwitch(Consumer<Snapshot> listener) {
    listeners.add(listener);
    listener.accept(current);
  }

  /**
   * Loads the published generation if the pointer has moved. If loading fails, what was served
   * stays.
   *
   * @return whether there is a new snapshot
   */
  public synchronized boolean refresh() throws IOException {
    Optional<Pointer> pointer = store.generations().pointer();
    if (pointer.isEmpty() || pointer.get().equals(loaded)) {
      return false;
    }
    Optional<Generation> generation = store.generations().current();
    if (generation.isEmpty()) {
      return false;
    }
    Snapshot next = new Snapshot(generation.get(), Facts.offer(generation.get()));
    loaded = pointer.get();
    current = next;
    listeners.forEach(listener -> listener.accept(next));
    return true;
  }
}
