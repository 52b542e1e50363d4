package org.livemirror.http;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.livemirror.store.BlobSink;
import org.livemirror.store.BlobStore;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.Generations;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.Sha256;

/** A store that remembers the channels it gave out, and whose opening a test may hold up. */
final class WatchedStore implements ContentStore, BlobStore {
  final Queue<SeekableByteChannel> opened = new ConcurrentLinkedQueue<>();
  final Semaphore mayOpen = new Semaphore(Integer.MAX_VALUE);
  volatile boolean lost;
  private final ContentStore store;

  WatchedStore(ContentStore store) {
    this.store = store;
  }

  boolean allClosed() {
    return !opened.isEmpty() && opened.stream().noneMatch(SeekableByteChannel::isOpen);
  }

  @Override
  public SeekableByteChannel open(Sha256 blob) throws IOException {
    mayOpen.acquireUninterruptibly();
    if (lost) {
      throw new MissingBlobException(blob);
    }
    SeekableByteChannel channel = store.blobs().open(blob);
    opened.add(channel);
    return channel;
  }

  @Override
  public BlobStore blobs() {
    return this;
  }

  @Override
  public BlobSink newSink() throws IOException {
    return store.blobs().newSink();
  }

  @Override
  public OptionalLong sizeBytes(Sha256 blob) throws IOException {
    return store.blobs().sizeBytes(blob);
  }

  @Override
  public void forEach(BlobVisitor visitor) throws IOException {
    store.blobs().forEach(visitor);
  }

  @Override
  public boolean delete(PublisherLock lock, Sha256 blob) throws IOException {
    return store.blobs().delete(lock, blob);
  }

  @Override
  public Generations generations() {
    return store.generations();
  }

  @Override
  public DocumentStore documents() {
    return store.documents();
  }

  @Override
  public Quarantine quarantine() {
    return store.quarantine();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
