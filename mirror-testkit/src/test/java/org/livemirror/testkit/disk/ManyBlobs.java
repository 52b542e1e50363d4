package org.livemirror.testkit.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;

/** A store of many small blobs, each of its own bytes and served under a name of its own. */
final class ManyBlobs {
  private ManyBlobs() {}

  /** Publishes {@code count} blobs into the store in a folder, as one generation. */
  static void publish(Path data, int count) throws IOException {
    try (ContentStore store = FileContentStore.open(data, Clock.systemUTC());
        PublisherLock lock = store.generations().lockPublisher()) {
      List<Entry> entries = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        entries.add(entry(store, i));
      }
      Generation unused =
          store
              .generations()
              .publish(lock, Channel.PRODUCTION, "many blobs", Optional.empty(), entries, Map.of());
    }
  }

  private static Entry entry(ContentStore store, int i) throws IOException {
    byte[] bytes = ("blob " + i).getBytes(US_ASCII);
    try (BlobSink sink = store.blobs().newSink()) {
      sink.write(bytes);
      try (StagedBlob staged = sink.finish()) {
        return new Entry(
            ContentPath.of(1_314_253_617L + i + "many.m25"),
            staged.commit(),
            bytes.length,
            Forge.PUBLISHED,
            Entry.Kind.PACKAGE);
      }
    }
  }
}
