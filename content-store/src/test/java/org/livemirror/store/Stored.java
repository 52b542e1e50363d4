package org.livemirror.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts small content into a store and reads it back, for tests. */
public final class Stored {
  public static final Instant NOW = Instant.parse("2011-08-25T15:23:59Z");
  public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private Stored() {}

  /** Bytes that are whole but not yet in the store. */
  public static StagedBlob staged(ContentStore store, byte[] bytes) throws IOException {
    try (BlobSink sink = store.blobs().newSink()) {
      sink.write(bytes);
      return sink.finish();
    }
  }

  public static StagedBlob staged(ContentStore store, String text) throws IOException {
    return staged(store, bytes(text));
  }

  /** The entry of a package whose bytes are in the store. */
  public static Entry entry(ContentStore store, String path, String text) throws IOException {
    try (StagedBlob staged = staged(store, text)) {
      return entry(path, staged.commit(), text.length());
    }
  }

  /** An entry of any blob, there or not. */
  public static Entry entry(String path, Sha256 blob, long sizeBytes) {
    return new Entry(ContentPath.of(path), blob, sizeBytes, NOW, Entry.Kind.PACKAGE);
  }

  /** An entry of an empty file that no store holds, where only the path matters. */
  public static Entry entry(String path) {
    return entry(path, new Sha256(0, 0, 0, 0), 0);
  }

  public static Generation publish(ContentStore store, String reason, Entry... entries)
      throws IOException {
    return publish(store, reason, List.of(entries));
  }

  public static Generation publish(ContentStore store, String reason, Collection<Entry> entries)
      throws IOException {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      return store
          .generations()
          .publish(lock, Channel.PRODUCTION, reason, Optional.empty(), entries, Map.of());
    }
  }

  /** Publishes nothing under a lock that the caller holds, or not. */
  public static Generation publishWith(ContentStore store, PublisherLock lock) throws IOException {
    return store
        .generations()
        .publish(lock, Channel.PRODUCTION, "test", Optional.empty(), List.of(), Map.of());
  }

  /** Everything from the channel's position to its end; closes it. */
  public static byte[] read(SeekableByteChannel channel) throws IOException {
    try (channel) {
      ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - channel.position()));
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return buffer.array();
    }
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
