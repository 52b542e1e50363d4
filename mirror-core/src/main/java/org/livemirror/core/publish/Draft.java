package org.livemirror.core.publish;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.catalog.Catalog;
import org.livemirror.core.catalog.PackageName;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.trust.Proof;
import org.livemirror.core.trust.Refusal;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.VerifiedPackage;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.HashedContent;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;

/** A generation in the making, for one channel or for both. For one thread. */
public final class Draft {
  private final ContentStore store;
  private final Clock clock;
  private final Duration grace;
  private final int deltas;
  private final MirrorEvents events;
  private final PublisherLock lock;
  private final String source;
  private final Releases releases;
  private final List<Layer> layers;
  private final Map<ContentPath, VerifiedCatalog> added = new LinkedHashMap<>();
  private final Map<ContentPath, Item> packages = new LinkedHashMap<>();

  /** Of the layers, the first is what the draft is for. */
  Draft(
      ContentStore store,
      Clock clock,
      Duration grace,
      int deltas,
      MirrorEvents events,
      PublisherLock lock,
      String source,
      Publisher.Mode mode,
      Releases releases,
      List<Layer> layers) {
    this.store = store;
    this.clock = clock;
    this.grace = grace;
    this.deltas = deltas;
    this.events = events;
    this.lock = lock;
    this.source = source;
    this.releases = releases;
    this.layers = layers;
    if (mode == Publisher.Mode.REPLACE) {
      layers.forEach(
          layer -> layer.catalogs().values().removeIf(placed -> placed.source().equals(source)));
    }
  }

  /**
   * Adds a catalog; its bytes are put into the store when the draft is published.
   *
   * @return whether it is added; not if it was rolled back, in which case the one that is published
   *     stays
   */
  public boolean add(VerifiedCatalog catalog) {
    ContentPath path = catalog.path();
    if (releases.isRolledBack(path, catalog.content().digests().sha256())) {
      layers.forEach(layer -> layer.putBack(path));
      return false;
    }
    added.put(path, catalog);
    Item item =
        item(path, catalog.content(), Entry.Kind.POINTER, catalog.proof(), catalog.catalog());
    for (Layer layer : layers) {
      layer.catalogs().put(path, new Layer.Placed(item, catalog.catalog(), source));
    }
    return true;
  }

  /**
   * Adds a package; its bytes are put into the store, so that they need not be fetched again if
   * this draft is given up.
   */
  public void add(VerifiedPackage verified) throws IOException {
    commit(verified.content());
    packages.put(
        verified.path(),
        item(verified.path(), verified.content(), kind(verified.path()), verified.proof(), null));
  }

  /**
   * Keeps a package that is published already, if it is the one that {@code catalog} means.
   *
   * @return whether it is published; if not, it has to be fetched
   * @throws RefusedException if it is published under that name with other bytes than the catalog's
   */
  public boolean keep(VerifiedCatalog catalog, String fileName)
      throws RefusedException, IOException {
    ContentPath path = catalog.packagePath(fileName);
    for (Layer layer : layers) {
      Optional<Item> published = layer.found(path);
      if (published.isPresent() && keep(layer, catalog, fileName, published.get())) {
        packages.putIfAbsent(path, published.get());
        return true;
      }
    }
    return false;
  }

  private boolean keep(Layer layer, VerifiedCatalog catalog, String fileName, Item published)
      throws RefusedException, IOException {
    Entry entry = published.entry();
    if (isPublished(layer, catalog) && !entry.isDropped()) {
      return true;
    }
    Optional<Proof> proof = new Facts(published.json()).proof(entry);
    if (proof.isEmpty()) {
      return false;
    }
    try {
      catalog.check(fileName, proof.get().digests());
      return true;
    } catch (RefusedException e) {
      if (!(e.refusal() instanceof Refusal.DigestMismatch)) {
        throw e;
      }
      if (entry.kind() == Entry.Kind.PACKAGE || isNamedByKeptCatalog(layer, entry.path())) {
        throw new RefusedException(
            new Refusal.PackageChanged(
                fileName,
                "a guard in " + catalog.path() + " with other digests",
                "SHA-256 " + entry.blob() + ", published under that name before"));
      }
      return false;
    }
  }

  /** Whether a layer publishes these very bytes: then its packages are the ones they mean. */
  private static boolean isPublished(Layer layer, VerifiedCatalog catalog) {
    return layer
        .found(catalog.path())
        .filter(item -> item.entry().blob().equals(catalog.content().digests().sha256()))
        .isPresent();
  }

  /** Whether a catalog that this draft does not bring anew means the bytes published at a path. */
  private boolean isNamedByKeptCatalog(Layer layer, ContentPath path) {
    return Layer.named(
            layer.catalogs().values().stream()
                .filter(placed -> !added.containsKey(placed.path()))
                .toList())
        .containsKey(path);
  }

  /**
   * Publishes the draft, unless it is what is published already.
   *
   * @param reason for people: {@code pull upstream}
   * @return the new generation of the channel that the draft is for, or empty if nothing changed
   */
  public Optional<Generation> publish(String reason) throws IOException {
    for (VerifiedCatalog catalog : added.values()) {
      commit(catalog.content());
    }
    Item flag = flag();
    Instant now = clock.instant();
    added.keySet().forEach(releases::forgetRollback);
    releases.write(store.documents(), lock);
    Map<Layer, Generation> written = new LinkedHashMap<>();
    for (Layer layer : layers) {
      Optional<Generation> generation =
          layer.write(
              store,
              lock,
              reason,
              path -> Optional.ofNullable(packages.get(path)).or(() -> elsewhere(path)),
              flag,
              new Leaving(now, grace, deltas),
              !written.isEmpty()); // or production would overtake what is tested
      generation.ifPresent(each -> written.put(layer, each));
    }
    switchTo(written, now);
    return Optional.ofNullable(written.get(layers.get(0)));
  }

  /**
   * Testing first: should this end in between, testing is ahead with what production was about to
   * serve, and nothing that is tested is forgotten.
   */
  private void switchTo(Map<Layer, Generation> written, Instant now) throws IOException {
    List<Layer> order = new ArrayList<>(written.keySet());
    Collections.reverse(order);
    for (Layer layer : order) {
      Generation generation = Objects.requireNonNull(written.get(layer));
      store.generations().point(lock, layer.channel(), generation.number());
      if (layer.channel() == Channel.TESTING) {
        releases.tried(generation.number(), now);
        releases.write(store.documents(), lock);
        events.generationInTesting(generation);
      } else {
        events.generationPublished(generation);
      }
    }
  }

  /** The channel that the draft is for. */
  public Channel channel() {
    return layers.get(0).channel();
  }

  /** Whether it is for testing as switching is held, and would be even without a gate. */
  public boolean isHeld() {
    return releases.heldSince().isPresent();
  }

  /** A package of a catalog that was tested already may be published in one layer only. */
  private Optional<Item> elsewhere(ContentPath path) {
    return layers.stream().flatMap(layer -> layer.found(path).stream()).findFirst();
  }

  /** What the channel that the draft is for serves now. */
  public List<Entry> serves() {
    return layers.get(0).published();
  }

  /** Published packages that no catalog of this draft names: what a publish would drop. */
  public List<Entry> wouldDrop() {
    Layer layer = layers.get(0);
    Set<ContentPath> named = layer.named().keySet();
    List<Entry> dropped = new ArrayList<>();
    for (Entry entry : layer.published()) {
      if (!entry.isDropped() && !named.contains(entry.path()) && layer.isPackage(entry)) {
        dropped.add(entry);
      }
    }
    return dropped;
  }

  /**
   * What a publish would serve once the grace time of dropped packages is over, as far as it is
   * published or added already.
   */
  public List<Entry> wouldServe() {
    Layer layer = layers.get(0);
    Set<ContentPath> named = layer.named().keySet();
    List<Entry> served = new ArrayList<>();
    layer.catalogs().values().forEach(placed -> served.add(placed.item().entry()));
    layer.published().stream()
        .filter(entry -> named.contains(entry.path()) || entry.path().equals(Publisher.FLAG))
        .forEach(served::add);
    return served;
  }

  private Item flag() throws IOException {
    for (Layer layer : layers) {
      Optional<Item> published = layer.found(Publisher.FLAG);
      if (published.isPresent()) {
        return published.get();
      }
    }
    return Item.fresh(
        new Entry(
            Publisher.FLAG,
            Publisher.putFlag(store.blobs()),
            Publisher.FLAG_LENGTH,
            clock.instant(),
            Entry.Kind.POINTER),
        Facts.of("livemirror", clock.instant(), null, null));
  }

  private Item item(
      ContentPath path,
      HashedContent content,
      Entry.Kind kind,
      Proof proof,
      @Nullable Catalog catalog) {
    Sha256 blob = content.digests().sha256();
    Instant modified =
        PackageName.parse(path.fileName())
            .map(PackageName::published)
            .or(proof::guardTime)
            .orElse(proof.signingTime());
    return Item.fresh(
        new Entry(path, blob, content.digests().sizeBytes(), told(path, blob, modified), kind),
        Facts.of(source, clock.instant().truncatedTo(ChronoUnit.SECONDS), proof, catalog));
  }

  /**
   * The time that clients are told, who may ask for what has changed by nothing else: that of the
   * same bytes stays, and other bytes do not get it.
   */
  private Instant told(ContentPath path, Sha256 blob, Instant modified) {
    List<Entry> published =
        layers.stream().flatMap(layer -> layer.found(path).stream()).map(Item::entry).toList();
    for (Entry each : published) {
      if (each.blob().equals(blob)) {
        return each.modified();
      }
    }
    boolean taken =
        published.stream()
            .anyMatch(each -> each.modified().getEpochSecond() == modified.getEpochSecond());
    return taken ? modified.plusSeconds(1) : modified;
  }

  private static void commit(HashedContent content) throws IOException {
    if (content instanceof StagedBlob staged) {
      Sha256 unused = staged.commit();
    }
  }

  /** A ten-digit name never changes its meaning; a package without one might. */
  private static Entry.Kind kind(ContentPath path) {
    return PackageName.parse(path.fileName()).isPresent() ? Entry.Kind.PACKAGE : Entry.Kind.POINTER;
  }
}
