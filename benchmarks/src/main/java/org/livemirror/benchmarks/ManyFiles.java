package org.livemirror.benchmarks;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.Draft;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.VerifiedPackage;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Generation;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;

/**
 * A mirror of 100,000 packages, through the line that every pull takes. Packages have few bytes, of
 * which there are few kinds, under names of their own: nothing measured here reads them, but those
 * recorded beside each other must not be the same.
 */
final class ManyFiles {
  static final int CATALOGS = 500;
  static final int PACKAGES = 200;

  private static final int CHANGED = 100;
  private static final int KINDS = 97;
  private static final long FIRST_SECOND = 1_314_000_000L;

  private final FileContentStore store;
  private final Publisher publisher;
  private final Forge forge = Forge.standard();
  private final Verifier verifier = forge.verifier();
  private final List<byte[]> contents =
      IntStream.range(0, KINDS).mapToObj(kind -> forge.pack("content " + kind)).toList();

  ManyFiles(FileContentStore store) {
    this.store = store;
    this.publisher = new Publisher(store, Clock.systemUTC(), Duration.ofDays(2), MirrorEvents.NONE);
  }

  /** Publishes all of it as one generation. */
  void publishAll() throws IOException, RefusedException {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      Draft draft = publisher.draft(lock, "upstream", Publisher.Mode.MERGE);
      for (int catalog = 0; catalog < CATALOGS; catalog++) {
        add(draft, verified(catalog, 0));
      }
      Optional<Generation> unused = draft.publish("all");
    }
  }

  /** What is new is verified already; {@link #publish} is what is to be measured. */
  interface Change {
    void publish() throws IOException, RefusedException;
  }

  /** A catalog with 100 new packages in the place of the oldest 100. */
  Change change(int round) throws IOException, RefusedException {
    PublisherLock lock = store.generations().lockPublisher();
    VerifiedCatalog catalog = verified(round, CHANGED);
    Map<String, VerifiedPackage> packages = new LinkedHashMap<>();
    for (String name : catalog.catalog().fileNames()) {
      packages.put(name, verifier.verifyPackage(catalog, name, staged(content(name))));
    }
    return () -> {
      try (lock) {
        Draft draft = publisher.draft(lock, "upstream", Publisher.Mode.MERGE);
        draft.add(catalog);
        for (Map.Entry<String, VerifiedPackage> each : packages.entrySet()) {
          if (!draft.keep(catalog, each.getKey())) {
            draft.add(each.getValue());
          }
        }
        Optional<Generation> unused = draft.publish("change");
      }
    };
  }

  private void add(Draft draft, VerifiedCatalog catalog) throws IOException, RefusedException {
    draft.add(catalog);
    for (String name : catalog.catalog().fileNames()) {
      draft.add(verifier.verifyPackage(catalog, name, staged(content(name))));
    }
  }

  private byte[] content(String name) {
    return contents.get(Math.floorMod(name.hashCode(), KINDS));
  }

  private VerifiedCatalog verified(int number, int from) throws IOException, RefusedException {
    ProductId product = new ProductId("Product " + number, "1.0", "SymAllLanguages");
    Map<String, byte[]> packages = new LinkedHashMap<>();
    for (int i = from; i < from + PACKAGES; i++) {
      String name = (FIRST_SECOND + i * 3600L) + "p" + number + "n" + (100_000_000 + i) + ".m25";
      packages.put(name, content(name));
    }
    byte[] miniTri = forge.miniTri("Update", 1 + from, packages);
    return verifier.verifyCatalog(product.miniTriName().path(), product, staged(miniTri));
  }

  private StagedBlob staged(byte[] bytes) throws IOException {
    try (BlobSink sink = store.blobs().newSink()) {
      sink.write(bytes);
      return sink.finish();
    }
  }
}
