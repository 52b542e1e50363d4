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
import org.livemirror.store.Channel;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.Pointer;
import org.livemirror.store.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a channel serves now: follows the store's pointer and hands out the snapshot behind it.
 *
 * <p>Reading {@link #current()} costs one volatile read. Before the first publish it is generation
 * 0, without files. Another process may publish to the store: whoever owns this calls {@link
 * #refresh()} every second or so. Safe for all threads.
 */
public final class Published {
  private static final Logger LOG = LoggerFactory.getLogger(Published.class);

  private final ContentStore store;
  private final Optional<Published> production;
  private final List<Consumer<Snapshot>> listeners = new CopyOnWriteArrayList<>();
  private volatile Snapshot current =
      Snapshot.of(
          Generation.of(0, Instant.EPOCH, "nothing published yet", List.of()),
          new Offer(0, List.of()));
  private volatile Consumer<Sha256> onSuspect = blob -> {};
  private volatile Optional<String> damage = Optional.empty();
  private @Nullable Pointer loaded;

  /**
   * Loads what production serves. If that is damaged, the newest generation that is whole is served
   * instead until the damage is mended.
   */
  public Published(ContentStore store) throws IOException {
    this(store, Optional.empty());
  }

  /**
   * Loads what is tested, in the same way. While nothing is, it is what production serves, which is
   * not loaded twice.
   *
   * @param production refreshed with this, so that this is never behind
   */
  public static Published testing(ContentStore store, Published production) throws IOException {
    return new Published(store, Optional.of(production));
  }

  private Published(ContentStore store, Optional<Published> production) throws IOException {
    this.store = store;
    this.production = production;
    try {
      refresh();
    } catch (DamagedStoreException e) {
      Optional<Generation> whole = Fallback.find(store);
      if (whole.isEmpty()) {
        throw e;
      }
      LOG.error("{}; serving {} until that is mended", e.getMessage(), whole.get());
      current = Snapshot.of(whole.get());
    }
  }

  /** What is wrong with what should be served, so that something else is; empty if nothing is. */
  public Optional<String> damage() {
    return damage;
  }

  /** The snapshot to answer one request from. */
  public Snapshot current() {
    return current;
  }

  /**
   * Opens the bytes of an entry for reading; see {@link org.livemirror.store.BlobStore#open}.
   * Blocks.
   *
   * @throws org.livemirror.store.MissingBlobException if the store does not hold them
   * @throws DamagedStoreException if they are not as many as the entry says; whether they are the
   *     right ones is not looked at
   */
  public SeekableByteChannel open(Entry entry) throws IOException {
    SeekableByteChannel channel;
    try {
      channel = store.blobs().open(entry.blob());
    } catch (MissingBlobException e) {
      suspect(entry.blob());
      throw e;
    }
    try {
      long found = channel.size();
      if (found != entry.sizeBytes()) {
        throw damaged(entry, found + " bytes", entry.sizeBytes() + " bytes");
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * What to throw instead of sending bytes of an entry that are not its own; tells whoever looks
   * after that.
   */
  public DamagedStoreException damaged(Entry entry, String found, String expected) {
    suspect(entry.blob());
    return new DamagedStoreException(
        entry.path()
            + ": blob "
            + entry.blob()
            + ": found "
            + found
            + " (expected "
            + expected
            + "); 'livemirror scrub' takes it away and fetches it again");
  }

  private void suspect(Sha256 blob) {
    onSuspect.accept(blob);
  }

  /**
   * Has {@code listener} called with each blob that could not be served as it is missing or
   * damaged, on the thread that wanted it: it must return at once.
   */
  public void onSuspect(Consumer<Sha256> listener) {
    onSuspect = listener;
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
    try {
      Optional<Snapshot> next = moved();
      damage = Optional.empty();
      if (next.isEmpty()) {
        return false;
      }
      current = next.get();
    } catch (DamagedStoreException e) {
      damage = Optional.of(String.valueOf(e.getMessage()));
      throw e;
    }
    listeners.forEach(listener -> listener.accept(current));
    return true;
  }

  private Optional<Snapshot> moved() throws IOException {
    if (production.isPresent()) {
      boolean unused = production.get().refresh();
      if (!Publisher.isTestingAhead(store.generations())) {
        loaded = null;
        Snapshot same = production.get().current();
        return same.equals(current) ? Optional.empty() : Optional.of(same);
      }
    }
    Channel channel = production.isPresent() ? Channel.TESTING : Channel.PRODUCTION;
    Optional<Pointer> pointer = store.generations().pointer(channel);
    if (pointer.isEmpty() || pointer.get().equals(loaded)) {
      return Optional.empty();
    }
    Optional<Generation> generation = store.generations().current(channel);
    if (generation.isEmpty()) {
      return Optional.empty();
    }
    Snapshot next = snapshot(generation.get());
    loaded = pointer.get();
    return Optional.of(next);
  }

  /**
   * Nothing is served yet that could stay if this failed, and a start should not wait for plans.
   */
  private Snapshot snapshot(Generation generation) throws IOException {
    boolean first = current.generation().number() == 0;
    return first ? Snapshot.planningSoon(generation) : Snapshot.of(generation);
  }
}
