package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.catalog.ProductPattern;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.publish.Publisher;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.SettableClock;

/** A mirror without servers: a store on disk, a puller, and a look at what is served. */
final class Mirror {
  static final Duration GRACE = Duration.ofHours(1);

  final SettableClock clock = new SettableClock(Forge.PUBLISHED);
  final FileContentStore store;
  final Puller puller;
  private final Path data;
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  Mirror(Path data) throws IOException {
    MirrorEvents events =
        new MirrorEvents() {
          @Override
          public void contentRefused(String source, String refusal) {
            refusals.add(source + " " + refusal);
            told.add("contentRefused");
          }

          @Override
          public void refusalOverruled(String source, String refusal) {
            told.add("refusalOverruled");
          }

          @Override
          public void certificateSeen(
              String source, String name, String fingerprint, boolean authority, Instant notAfter) {
            told.add("certificateSeen");
          }

          @Override
          public void contentStale(String source, List<ContentPath> catalogs) {
            told.add("contentStale");
          }

          @Override
          public void generationPublished(Generation generation) {
            told.add("generationPublished");
          }
        };
    this.data = data;
    this.store = FileContentStore.open(data, clock);
    this.puller =
        new Puller(
            store,
            Site.FORGE.policy(),
            ArchiveLimits.DEFAULT,
            new Publisher(store, clock, GRACE, events),
            Staging.LIMITS,
            clock,
            events);
  }

  static Source source(Upstream upstream, ProductId... products) {
    return source("upstream", upstream, Publisher.Mode.REPLACE, products);
  }

  static Source source(String name, Upstream upstream, Publisher.Mode mode, ProductId... products) {
    return new Source(
        name,
        upstream,
        new Selection(
            Stream.of(products)
                .map(id -> new ProductPattern(id.product(), id.version(), id.language()))
                .toList()),
        mode);
  }

  PullReport pull(Upstream upstream, ProductId... products) throws IOException {
    return puller.pull(source(upstream, products));
  }

  Generation served() throws IOException {
    return store.generations().current(Channel.PRODUCTION).orElseThrow();
  }

  /** The paths served to clients that come now. */
  List<String> live() throws IOException {
    return paths(false);
  }

  /** The paths served only to clients that are under way. */
  List<String> dropped() throws IOException {
    return paths(true);
  }

  private List<String> paths(boolean dropped) throws IOException {
    return served().entries().stream()
        .filter(entry -> entry.isDropped() == dropped)
        .map(entry -> entry.path().toString())
        .toList();
  }

  Entry entry(String path) throws IOException {
    return served().find(ContentPath.of(path)).orElseThrow();
  }

  /** Path → blob of all that is served. */
  Map<String, String> blobs() throws IOException {
    return served().entries().stream()
        .collect(
            Collectors.toMap(entry -> entry.path().toString(), entry -> entry.blob().toString()));
  }

  /** Bytes of the blobs that are named by what is served. */
  long servedBytes() throws IOException {
    return served().entries().stream()
        .collect(Collectors.toMap(Entry::blob, Entry::sizeBytes, (a, b) -> a))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /** The pointer and all manifests, as they lie on the disk. */
  Map<String, String> publishedBytes() throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (Files.exists(data.resolve("CURRENT"))) {
      files.put("CURRENT", Files.readString(data.resolve("CURRENT")));
    }
    try (Stream<Path> manifests = Files.walk(data.resolve("generations"))) {
      for (Path file : manifests.filter(Files::isRegularFile).toList()) {
        files.put(file.toString(), Files.readString(file));
      }
    }
    return Collections.unmodifiableMap(files);
  }

  /** The names of all events so far. */
  List<String> told() {
    return List.copyOf(told);
  }

  /** The refusals that were told to the event sink. */
  List<String> toldRefusals() {
    return List.copyOf(refusals);
  }

  boolean isIncomingEmpty() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("incoming"))) {
      return files.findAny().isEmpty();
    }
  }

  void assertNothingLeft() throws IOException {
    assertThat(isIncomingEmpty()).isTrue();
  }
}
