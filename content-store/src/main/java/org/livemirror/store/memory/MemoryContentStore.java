package org.livemirror.store.memory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
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
import org.livemirror.store.Channel;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Digests;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.Generations;
import org.livemirror.store.Ledger;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;

/** A content store on the heap; gone with the object. */
public final class MemoryContentStore implements ContentStore {
  private final Map<Sha256, Kept> blobs = new ConcurrentHashMap<>();
  private final Blobs blobStore = new Blobs();
  private final Records records = new Records();
  private final Clock clock;
  private final Generations generations;
  private final MemoryQuarantine quarantine;

  public MemoryContentStore(Clock clock) {
    this.clock = clock;
    this.generations = new Generations(records, blobStore, clock);
    this.quarantine = new MemoryQuarantine(records::check, clock);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kept(byte[] bytes, Instant stored) {}

  @Override
  public BlobStore blobs() {
    return blobStore;
  }

  @Override
  public Generations generations() {
    return generations;
  }

  @Override
  public DocumentStore documents() {
    return records;
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
      Kept kept = blobs.get(blob);
      return kept == null ? OptionalLong.empty() : OptionalLong.of(kept.bytes().length);
    }

    @Override
    public SeekableByteChannel open(Sha256 blob) throws IOException {
      Kept kept = blobs.get(blob);
      if (kept == null) {
        throw new MissingBlobException(blob);
      }
      return new BytesChannel(ByteBuffer.wrap(kept.bytes()));
    }

    @Override
    public void forEach(BlobVisitor visitor) throws IOException {
      for (Map.Entry<Sha256, Kept> each : blobs.entrySet()) {
        visitor.blob(each.getKey(), each.getValue().bytes().length, each.getValue().stored());
      }
    }

    @Override
    public boolean delete(PublisherLock lock, Sha256 blob) {
      records.check(lock);
      return blobs.remove(blob) != null;
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
      blobs.putIfAbsent(digests.sha256(), new Kept(bytes, clock.instant()));
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

  private static final class Records implements Ledger, DocumentStore {
    private final Map<String, byte[]> documents = new HashMap<>();
    private final TreeMap<Integer, byte[]> manifests = new TreeMap<>();
    private final Map<Channel, byte[]> pointers = new EnumMap<>(Channel.class);
    private final AtomicBoolean locked = new AtomicBoolean();

    @Override
    public synchronized List<Integer> numbers() {
      return new ArrayList<>(manifests.keySet());
    }

    @Override
    public synchronized Optional<byte[]> manifest(int number) {
      return Optional.ofNullable(manifests.get(number)).map(byte[]::clone);
    }

    @Override
    public synchronized void writeManifest(PublisherLock lock, int number, byte[] bytes) {
      check(lock);
      manifests.put(number, bytes.clone());
    }

    @Override
    public synchronized void deleteManifest(PublisherLock lock, int number) {
      check(lock);
      manifests.remove(number);
    }

    @Override
    public synchronized Optional<byte[]> pointer(Channel channel) {
      return Optional.ofNullable(pointers.get(channel)).map(byte[]::clone);
    }

    @Override
    public synchronized void movePointer(PublisherLock lock, Channel channel, byte[] bytes) {
      check(lock);
      pointers.put(channel, bytes.clone());
    }

    @Override
    public PublisherLock lockPublisher() throws IOException {
      if (!locked.compareAndSet(false, true)) {
        throw new PublisherBusyException("another thread");
      }
      return new HeldLock(this);
    }

    @Override
    public String where(int number) {
      return "generation " + number;
    }

    @Override
    public String where(Channel channel) {
      return channel.pointerName();
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
      private final Records owner;
      private final AtomicBoolean released = new AtomicBoolean();

      HeldLock(Records owner) {
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
