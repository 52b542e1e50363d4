package org.livemirror.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.catalog.ProductPattern;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.pull.PullLimits;
import org.livemirror.core.pull.PullReport;
import org.livemirror.core.pull.Puller;
import org.livemirror.core.pull.Selection;
import org.livemirror.core.pull.Source;
import org.livemirror.core.pull.Upstream;
import org.livemirror.core.pull.Upstreams;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.QuarantineItem;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.FakeUpstream;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.SettableClock;

/** A mirror under attack: it takes content by either way in, and shows what it serves. */
final class Target implements Closeable {
  static final long MAX_BYTES = 1 << 20;

  private static final PullLimits LIMITS =
      new PullLimits(MAX_BYTES, MAX_BYTES, 4, Duration.ofMillis(1), 2);

  /** Servers that never answer are among the cases; a busy machine may be slow to. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final Path data;
  private final SettableClock clock = new SettableClock(Forge.PUBLISHED);
  private final FileContentStore store;

  Target(Path data) throws IOException {
    this.data = data;
    this.store = FileContentStore.open(data, clock);
  }

  /** A way in. */
  enum Way {
    IMPORT,
    HTTP
  }

  SettableClock clock() {
    return clock;
  }

  FileContentStore store() {
    return store;
  }

  /** Takes a folder. */
  PullReport take(Path folder, TrustPolicy policy) throws IOException {
    try (Upstream upstream = Upstreams.open(folder.toUri(), TIMEOUT)) {
      return take(upstream, Selection.ALL, policy, store);
    }
  }

  /** Takes what a server offers of a product and the one beside it. */
  PullReport take(FakeUpstream server, ProductId product, TrustPolicy policy) throws IOException {
    Selection selection =
        new Selection(Stream.of(product, AttackSite.HUB).map(Target::pattern).toList());
    try (Upstream upstream = Upstreams.open(server.url(), TIMEOUT)) {
      return take(upstream, selection, policy, store);
    }
  }

  /** Takes a folder into another view of the same store. */
  PullReport take(Path folder, TrustPolicy policy, ContentStore view) throws IOException {
    try (Upstream upstream = Upstreams.open(folder.toUri(), TIMEOUT)) {
      return take(upstream, Selection.ALL, policy, view);
    }
  }

  private PullReport take(
      Upstream upstream, Selection selection, TrustPolicy policy, ContentStore into)
      throws IOException {
    MirrorEvents events = new MirrorEvents() {};
    Publisher publisher = new Publisher(into, clock, Duration.ofHours(1), events);
    return new Puller(into, policy, ArchiveLimits.DEFAULT, publisher, LIMITS, clock, events)
        .pull(new Source("attacked", upstream, selection, Publisher.Mode.REPLACE));
  }

  private static ProductPattern pattern(ProductId product) {
    return new ProductPattern(product.product(), product.version(), product.language());
  }

  /**
   * Every file that is served now, and the pointer, the manifests and the history besides: all that
   * is there but the quarantine and blobs that nothing names.
   */
  Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (Entry entry : store.generations().current(Channel.PRODUCTION).orElseThrow().entries()) {
      try (InputStream in = Channels.newInputStream(store.blobs().open(entry.blob()))) {
        all.put(
            entry.path().toString(),
            Forge.content(in.readAllBytes()).digests().sha256().toString());
      }
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = data.relativize(file).toString();
        if (!name.startsWith("blobs") && !name.startsWith("quarantine")) {
          all.put("store/" + name, Files.readString(file));
        }
      }
    }
    return all;
  }

  /** Path and rule → digest of the bytes that are kept for the operator. */
  Map<String, String> setAside() throws IOException {
    Map<String, String> all = new TreeMap<>();
    for (QuarantineItem item : store.quarantine().items()) {
      try (InputStream in = Channels.newInputStream(store.quarantine().open(item))) {
        all.put(
            item.reason().path() + " " + item.reason().rule(),
            Forge.content(in.readAllBytes()).digests().sha256().toString());
      }
    }
    return all;
  }

  /** The digest of the bytes served at a path. */
  String served(String path) throws IOException {
    return everything().getOrDefault(path, "not served");
  }

  void assertNothingIncoming() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("incoming"))) {
      assertThat(files).as("left in incoming").isEmpty();
    }
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
