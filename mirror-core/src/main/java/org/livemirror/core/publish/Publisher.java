package org.livemirror.core.publish;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.livemirror.store.BlobSink;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.HashedContent;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;

/**
 * Builds generations from verified content: draft on the published generation → add catalogs and
 * packages → publish in one switch.
 *
 * <p>This is the only way content reaches clients; it takes verified types only. A package stays
 * while a catalog names it. One that no catalog names any more is kept for a grace time, for
 * clients that hold the old catalog, and left out of the first publish after it.
 */
public final class Publisher {
  /** The flag that tells clients to ask for mini-TRIs. */
  public static final ContentPath FLAG = ContentPath.of("minitri.flg");

  private static final byte[] FLAG_BYTES = {0x20};

  private final ContentStore store;
  private final Clock clock;
  private final Duration grace;
  private final MirrorEvents events;

  /**
   * @param grace how long a dropped package is still served
   */
  public Publisher(ContentStore store, Clock clock, Duration grace, MirrorEvents events) {
    this.store = store;
    this.clock = clock;
    this.grace = grace;
    this.events = events;
  }

  /** What a draft does with the catalogs that its source published before. */
  public enum Mode {
    /** They go unless they are added again: the source was asked for all it has. */
    REPLACE,
    /** They stay unless they are replaced: the source brings more. */
    MERGE
  }

  /**
   * Starts a draft on what is published now.
   *
   * @param lock held until the draft is published or given up
   * @param source recorded with each file this draft adds
   */
  public Draft draft(PublisherLock lock, String source, Mode mode) throws IOException {
    Optional<Generation> base = store.generations().current();
    Draft draft = new Draft(lock, source, base);
    for (Entry entry : base.map(Generation::entries).orElse(List.of())) {
      boolean replaced = mode == Mode.REPLACE && Facts.source(entry).equals(source);
      if (!replaced && Facts.catalog(entry).isPresent()) {
        draft.catalogs.put(entry.path(), entry);
      }
    }
    return draft;
  }

  /** A generation in the making. For one thread. */
  public final class Draft {
    private final PublisherLock lock;
    private final String source;
    private final Optional<Generation> base;
    private final Map<ContentPath, Entry> catalogs = new LinkedHashMap<>();
    private final Map<ContentPath, VerifiedCatalog> addedCatalogs = new LinkedHashMap<>();
    private final Map<ContentPath, Entry> packages = new LinkedHashMap<>();

    private Draft(PublisherLock lock, String source, Optional<Generation> base) {
      this.lock = lock;
      this.source = source;
      this.base = base;
    }

    /** Adds a catalog; its bytes are put into the store when the draft is published. */
    public void add(VerifiedCatalog catalog) {
      addedCatalogs.put(catalog.path(), catalog);
      catalogs.put(
          catalog.path(),
          entry(
              catalog.path(),
              catalog.content(),
              Entry.Kind.POINTER,
              catalog.proof(),
              catalog.catalog()));
    }

    /**
     * Adds a package; its bytes are put into the store, so that they need not be fetched again if
     * this draft is given up.
     */
    public void add(VerifiedPackage verified) throws IOException {
      commit(verified.content());
      packages.put(
          verified.path(),
          entry(
              verified.path(), verified.content(), kind(verified.path()), verified.proof(), null));
    }

    /**
     * Keeps a package that is published already, if it is the one that {@code catalog} means.
     *
     * @return whether it is published; if not, it has to be fetched
     * @throws RefusedException if it is published under that name with other bytes than the
     *     catalog's
     */
    public boolean keep(VerifiedCatalog catalog, String fileName) throws RefusedException {
      ContentPath path = catalog.packagePath(fileName);
      Optional<Entry> published = base.flatMap(generation -> generation.find(path));
      if (published.isEmpty()) {
        return false;
      }
      Optional<Proof> proof = Facts.proof(published.get());
      if (proof.isEmpty()) {
        return false;
      }
      try {
        catalog.check(fileName, proof.get().digests());
      } catch (RefusedException e) {
        if (e.refusal() instanceof Refusal.DigestMismatch
            && (published.get().kind() == Entry.Kind.PACKAGE || isNamedByKeptCatalog(path))) {
          throw new RefusedException(
              new Refusal.PackageChanged(
                  fileName,
                  "a guard in " + catalog.path() + " with other digests",
                  "SHA-256 " + published.get().blob() + ", published under that name before"));
        }
        if (e.refusal() instanceof Refusal.DigestMismatch) {
          return false;
        }
        throw e;
      }
      return true;
    }

    /**
     * Whether a catalog that this draft does not bring anew means the bytes published at a path.
     */
    private boolean isNamedByKeptCatalog(ContentPath path) {
      return named(
              catalogs.values().stream()
                  .filter(entry -> !addedCatalogs.containsKey(entry.path()))
                  .toList())
          .containsKey(path);
    }

    /**
     * Publishes the draft unless it is what is published already.
     *
     * @param reason for people: {@code pull upstream}
     * @return the new generation, or empty if nothing changed
     */
    public Optional<Generation> publish(String reason) throws IOException {
      for (VerifiedCatalog catalog : addedCatalogs.values()) {
        commit(catalog.content());
      }
      Map<ContentPath, Entry> next = new LinkedHashMap<>(catalogs);
      named(catalogs.values())
          .forEach((path, catalog) -> next.put(path, livePackage(path, catalog)));
      if (!next.isEmpty()) {
        next.put(FLAG, flag());
      }
      Map<ContentPath, Entry> live = new LinkedHashMap<>(next);
      addDropped(next);
      if (base.isPresent() && sameContent(live)) {
        return Optional.empty();
      }
      Generation generation = store.generations().publish(lock, reason, next.values());
      events.generationPublished(generation);
      return Optional.of(generation);
    }

    /** Published packages that no catalog of this draft names: what a publish would drop. */
    public List<Entry> wouldDrop() {
      Set<ContentPath> named = named(catalogs.values()).keySet();
      return base.map(Generation::entries).orElse(List.of()).stream()
          .filter(Draft::isPackage)
          .filter(entry -> entry.until() == null && !named.contains(entry.path()))
          .toList();
    }

    /**
     * What a publish would serve once the grace time of dropped packages is over, as far as it is
     * published or added already.
     */
    public List<Entry> wouldServe() {
      Set<ContentPath> named = named(catalogs.values()).keySet();
      List<Entry> served = new ArrayList<>(catalogs.values());
      base.map(Generation::entries).orElse(List.of()).stream()
          .filter(entry -> named.contains(entry.path()) || entry.path().equals(FLAG))
          .forEach(served::add);
      return served;
    }

    /** The packages that catalogs name, each with a catalog that does. */
    private static Map<ContentPath, ContentPath> named(Collection<Entry> catalogs) {
      Map<ContentPath, ContentPath> named = new LinkedHashMap<>();
      for (Entry catalog : catalogs) {
        for (String fileName : Facts.catalog(catalog).orElseThrow().fileNames()) {
          named.put(catalog.path().sibling(fileName).orElseThrow(), catalog.path());
        }
      }
      return named;
    }

    private static boolean isPackage(Entry entry) {
      return Facts.catalog(entry).isEmpty() && !entry.path().equals(FLAG);
    }

    private Entry livePackage(ContentPath path, ContentPath catalog) {
      Entry added = packages.get(path);
      if (added != null) {
        return added;
      }
      Entry kept =
          base.flatMap(generation -> generation.find(path))
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          catalog + " names " + path + ", which was neither added nor kept"));
      return kept.until() == null ? kept : kept.kept();
    }

    private void addDropped(Map<ContentPath, Entry> next) {
      Instant now = clock.instant();
      for (Entry entry : base.map(Generation::entries).orElse(List.of())) {
        if (next.containsKey(entry.path()) || !isPackage(entry)) {
          continue;
        }
        if (entry.until() == null) {
          next.put(entry.path(), entry.dropped(now.plus(grace).truncatedTo(ChronoUnit.SECONDS)));
        } else if (entry.until().isAfter(now)) {
          next.put(entry.path(), entry);
        }
      }
    }

    private boolean sameContent(Map<ContentPath, Entry> live) {
      long publishedLive =
          base.orElseThrow().entries().stream().filter(entry -> entry.until() == null).count();
      return publishedLive == live.size()
          && live.values().stream()
              .allMatch(
                  entry ->
                      base.orElseThrow()
                          .find(entry.path())
                          .filter(
                              published ->
                                  published.until() == null
                                      && published.blob().equals(entry.blob()))
                          .isPresent());
    }

    private Entry flag() throws IOException {
      Optional<Entry> published = base.flatMap(generation -> generation.find(FLAG));
      if (published.isPresent()) {
        return published.get();
      }
      try (BlobSink sink = store.blobs().newSink()) {
        sink.write(FLAG_BYTES);
        try (StagedBlob flag = sink.finish()) {
          return new Entry(
              FLAG,
              flag.commit(),
              FLAG_BYTES.length,
              clock.instant().truncatedTo(ChronoUnit.SECONDS),
              Entry.Kind.POINTER,
              null,
              Facts.of("livemirror", clock.instant(), null, null));
        }
      }
    }

    private Entry entry(
        ContentPath path,
        HashedContent content,
        Entry.Kind kind,
        Proof proof,
        @Nullable Catalog catalog) {
      Instant modified =
          PackageName.parse(path.fileName())
              .map(PackageName::published)
              .or(proof::guardTime)
              .orElse(proof.signingTime());
      return new Entry(
          path,
          content.digests().sha256(),
          content.digests().sizeBytes(),
          modified,
          kind,
          null,
          Facts.of(source, clock.instant().truncatedTo(ChronoUnit.SECONDS), proof, catalog));
    }

    private static void commit(HashedContent content) throws IOException {
      if (content instanceof StagedBlob staged) {
        Sha256 unused = staged.commit();
      }
    }
  }

  /** A ten-digit name never changes its meaning; a package without one might. */
  private static Entry.Kind kind(ContentPath path) {
    return PackageName.parse(path.fileName()).isPresent() ? Entry.Kind.PACKAGE : Entry.Kind.POINTER;
  }
}
