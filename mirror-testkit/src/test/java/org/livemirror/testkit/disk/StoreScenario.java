package org.livemirror.testkit.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.Manifest;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.SettableClock;

/** A store by itself: publish, change, roll back, publish again, delete, set aside. */
final class StoreScenario implements Scenario {
  private final SettableClock clock = new SettableClock(Forge.PUBLISHED);

  @Override
  public int steps() {
    return 6;
  }

  @Override
  public void run(int step, Path data) throws Exception {
    try (ContentStore store = FileContentStore.open(data, clock);
        PublisherLock lock = store.generations().lockPublisher()) {
      switch (step) {
        case 0 -> publish(store, lock, Map.of("a", "one", "b", "two", "folder/c", "three"));
        case 1 -> publish(store, lock, Map.of("a", "other", "b", "two", "d", "four"));
        case 2 -> rollBack(store, lock);
        case 3 -> publish(store, lock, Map.of("a", "third", "b", "two", "d", "four"));
        case 4 -> deleteOld(store, lock);
        default -> setAside(store, lock);
      }
    }
  }

  private void publish(ContentStore store, PublisherLock lock, Map<String, String> files)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    Map<ContentPath, JsonNode> facts = new HashMap<>();
    Optional<Generation> base = store.generations().current(Channel.PRODUCTION);
    for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
      ContentPath path = ContentPath.of(file.getKey());
      try (BlobSink sink = store.blobs().newSink()) {
        sink.write(file.getValue().getBytes(UTF_8));
        sink.write(file.getValue().repeat(100).getBytes(UTF_8));
        try (StagedBlob staged = sink.finish()) {
          Sha256 blob = staged.commit();
          entries.add(
              new Entry(
                  path, blob, staged.digests().sizeBytes(), clock.instant(), Entry.Kind.POINTER));
        }
      }
      facts.put(path, JsonNodeFactory.instance.objectNode().put("is", file.getValue()));
    }
    document(store, lock, "state.json", String.valueOf(files.get("a")));
    Generation unused =
        store.generations().publish(lock, Channel.PRODUCTION, "test", base, entries, facts);
  }

  private static void document(ContentStore store, PublisherLock lock, String name, String text)
      throws IOException {
    store.documents().replace(lock, name, ("{\"is\":\"" + text + "\"}").getBytes(UTF_8));
  }

  /** To the oldest there is: a step that was done twice made two of the same content. */
  private static void rollBack(ContentStore store, PublisherLock lock) throws IOException {
    document(store, lock, "releases.json", "rolled back");
    store.generations().point(lock, Channel.PRODUCTION, store.generations().numbers().get(0));
  }

  private static void deleteOld(ContentStore store, PublisherLock lock) throws IOException {
    List<Integer> numbers = store.generations().numbers();
    int served = store.generations().pointer(Channel.PRODUCTION).orElseThrow().generation();
    Set<Sha256> named = new HashSet<>();
    for (int number : numbers) {
      if (number == served || number == numbers.get(numbers.size() - 1)) {
        store.generations().manifest(number).pages().stream()
            .map(Manifest.Page::blob)
            .forEach(named::add);
        store.generations().load(number).entries().stream().map(Entry::blob).forEach(named::add);
      } else {
        store.generations().delete(lock, number);
      }
    }
    List<Sha256> orphans = new ArrayList<>();
    store
        .blobs()
        .forEach(
            (blob, size, stored) -> {
              if (!named.contains(blob)) {
                orphans.add(blob);
              }
            });
    for (Sha256 orphan : orphans) {
      boolean unused = store.blobs().delete(lock, orphan);
    }
  }

  private static void setAside(ContentStore store, PublisherLock lock) throws IOException {
    byte[] bytes = "cannot be".repeat(50).getBytes(UTF_8);
    Optional<?> unused =
        store
            .quarantine()
            .setAside(
                lock,
                Forge.content(bytes),
                new Quarantine.Reason(ContentPath.of("x.zip"), "test", "Implausible", "no"));
  }
}
