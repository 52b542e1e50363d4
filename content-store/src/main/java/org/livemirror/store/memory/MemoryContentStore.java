package org.livemirror.store.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.livemirror.store.BlobSink;
import org.livemirror.store.BlobStore;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Digester;
import org.livemirror.store.Digests;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.GenerationStore;
import org.livemirror.store.Manifest;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;

/** A content store on the heap; gone with the object. */
public final class MemoryContentStore implements ContentStore {
  private final Clock clock;
  private final Map<Sha256, byte[]> blobs = new ConcurrentHashMap<>();
  private final Blobs blobStore = new Blobs();
  private final Generations generations = new Generations();
  private final MemoryQuarantine quarantine;

  public MemoryContentStore(Clock clock) {
    this.clock = clock;
    this.quarantine = new MemoryQuarantine(generations::check, clock);
  }

  @Override
  public BlobStore blobs() {
    return blobStore;
  }

  @Override
  public GenerationStore generations() {
    return generations;
  }

  @Override
  public DocumentStore documents() {
    return generations;
  }

  @Override
  public Quarantine quarantine() {
    return quarantine;
  }

  @Override
  public void close() {}

  private final class Blobs implements BlobStore {
    @Override
    public BlobSink newSink() {
      return new Sink();
    }

    @Override
    public OptionalLong sizeBytes(Sha256 blob) {
      byte[] bytes = blobs.get(blob);
      return bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes.length);
    }

    @Override
    public SeekableByteChannel open(Sha256 blob) throws IOException {
      byte[] bytes = blobs.get(blob);
      if (bytes == null) {
        throw new MissingBlobException(blob);
      }
      return new BytesChannel(ByteBuffer.wrap(bytes));
    }
  }

  private final class Sink extends BlobSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean open = true;

    @Override
    protected void append(byte[] more, int offset, int length) throws IOException {
      checkOpen();
      bytes.write(more, offset, length);
    }

    @Override
    protected StagedBlob stage(Digests digests) throws IOException {
      checkOpen();
      open = false;
      return new Staged(bytes.toByteArray(), digests);
    }

    @Override
    public void close() {
      open = false;
    }

    private void checkOpen() throws IOException {
      if (!open) {
        throw new IOException("the sink was finished or closed");
      }
    }
  }

  private final class Staged implements StagedBlob {
    private final byte[] bytes;
    private final Digests digests;
    private boolean committed;
    private boolean discarded;

    Staged(byte[] bytes, Digests digests) {
      this.bytes = bytes;
      this.digests = digests;
    }

    @Override
    public Digests digests() {
      return digests;
    }

    @Override
    public synchronized SeekableByteChannel open() throws IOException {
      checkKept();
      return new BytesChannel(ByteBuffer.wrap(bytes));
    }

    @Override
    public synchronized Sha256 commit() throws IOException {
      checkKept();
      blobs.putIfAbsent(digests.sha256(), bytes);
      committed = true;
      return digests.sha256();
    }

    @Override
    public synchronized void close() {
      discarded = !committed;
    }

    private void checkKept() throws IOException {
      if (discarded) {
        throw new IOException("the staged bytes were discarded");
      }
    }
  }

  private final class Generations implements GenerationStore, DocumentStore {
    private final Map<String, byte[]> documents = new HashMap<>();
    private final TreeMap<Integer, Generation> byNumber = new TreeMap<>();
    private final AtomicBoolean locked = new AtomicBoolean();
    private Optional<Pointer> pointer = Optional.empty();

    @Override
    public synchronized Optional<Pointer> pointer() {
      return pointer;
    }

    @Override
    public synchronized Optional<Generation> current() {
      return pointer.map(p -> byNumber.get(p.generation()));
    }

    @Override
    public synchronized List<Integer> numbers() {
      return new ArrayList<>(byNumber.keySet());
    }

    @Override
    public synchronized Generation load(int number) throws IOException {
      Generation generation = byNumber.get(number);
      if (generation == null) {
        throw new DamagedStoreException("generation " + number + ": missing");
      }
      return generation;
    }

    @Override
    public PublisherLock lockPublisher() throws IOException {
      if (!locked.compareAndSet(false, true)) {
        throw new PublisherBusyException("another thread");
      }
      return new HeldLock(this);
    }

    @Override
    public synchronized Generation publish(
        PublisherLock lock, String reason, Collection<Entry> entries) throws IOException {
      check(lock);
      for (Entry entry : entries) {
        if (blobStore.sizeBytes(entry.blob()).orElse(-1) != entry.sizeBytes()) {
          throw new MissingBlobException(entry.blob());
        }
      }
      int number = byNumber.isEmpty() ? 1 : byNumber.lastKey() + 1;
      Generation generation = new Generation(number, clock.instant(), reason, entries);
      ByteArrayOutputStream manifest = new ByteArrayOutputStream();
      Manifest.write(generation, manifest);
      Digester digester = new Digester();
      digester.update(manifest.toByteArray(), 0, manifest.size());
      byNumber.put(number, generation);
      pointer = Optional.of(new Pointer(number, digester.finish().sha256()));
      return generation;
    }

    @Override
    public synchronized Optional<byte[]> read(String name) {
      DocumentStore.checkName(name);
      return Optional.ofNullable(documents.get(name)).map(byte[]::clone);
    }

    @Override
    public synchronized void replace(PublisherLock lock, String name, byte[] bytes) {
      check(lock);
      DocumentStore.checkName(name);
      documents.put(name, bytes.clone());
    }

    private void check(PublisherLock lock) {
      if (!(lock instanceof HeldLock held) || held.owner != this || held.released.get()) {
        throw new IllegalArgumentException("the lock is not this store's, or was given back");
      }
    }

    private static final class HeldLock implements PublisherLock {
      private final Generations owner;
      private final AtomicBoolean released = new AtomicBoolean();

      HeldLock(Generations owner) {
        this.owner = owner;
      }

      @Override
      public void close() {
        if (released.compareAndSet(false, true)) {
          owner.locked.set(false);
        }
      }
    }
  }
}
