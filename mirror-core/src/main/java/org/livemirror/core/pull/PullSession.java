package org.livemirror.core.pull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.publish.Draft;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.scrub.Losses;
import org.livemirror.core.scrub.ScrubState;
import org.livemirror.core.space.Collector;
import org.livemirror.core.space.NoRoomException;
import org.livemirror.core.space.Room;
import org.livemirror.core.trust.Refusal;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.VerifiedPackage;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.HashedContent;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.StoredBlob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pull, step by step, and what it has found; closed with it. For one thread; packages are
 * fetched and verified in others.
 */
final class PullSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PullSession.class);

  private final PullMeans means;
  private final ContentStore store;
  private final Verifier verifier;
  private final PullLimits limits;
  private final Source source;
  private final Room room;
  private final Fetcher fetcher;
  private final Transfers transfers;
  private final PublisherLock lock;
  private final Draft draft;
  private final Acceptance acceptance;
  private final List<ProductId> notOffered = new ArrayList<>();
  private final List<VerifiedCatalog> catalogs = new ArrayList<>();
  private final Map<ContentPath, VerifiedCatalog> missing = new LinkedHashMap<>();
  private final List<ContentPath> rolledBack = new ArrayList<>();
  private final List<ContentPath> fetched = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Set<ContentPath> kept = new HashSet<>();
  private long fetchedBytes;

  PullSession(PullMeans means, Source source, PublisherLock lock, Optional<Collector> makesRoom)
      throws IOException {
    this.means = means;
    this.store = means.store();
    this.verifier = means.verifier();
    this.limits = means.limits();
    this.source = source;
    this.room = means.room(makesRoom);
    this.fetcher = means.fetcher(source, room);
    this.lock = lock;
    this.draft = means.publisher().draft(lock, source.name(), source.mode(), source.gate());
    this.acceptance =
        new Acceptance(source, store, means.progress(), means.clock(), means.events());
    this.transfers = new Transfers(source.name(), fetcher, limits.parallel());
  }

  PullReport pull() throws IOException {
    fetchCatalogs();
    if (refusals.isEmpty()) {
      findMissing();
    }
    if (refusals.isEmpty()) {
      makeRoom();
      fetchPackages();
    }
    return report(
        refusals.isEmpty()
            ? published()
            : new Outcome.Refused(refusals, acceptance.setAside(lock)));
  }

  /** Sees to what was lost before this pull, and what is lost of what is served after it. */
  Repairs repair(Map<Generation, List<Entry>> lostBefore) throws IOException {
    if (lostBefore.values().stream().allMatch(List::isEmpty)) {
      return Repairs.NONE;
    }
    Map<Generation, List<Entry>> lost = Losses.served(store);
    Set<Sha256> still = new HashSet<>();
    lost.values().forEach(entries -> entries.forEach(entry -> still.add(entry.blob())));
    Repair repair = means.repair(source, fetcher);
    for (Map.Entry<Generation, List<Entry>> each : lostBefore.entrySet()) {
      for (Entry entry : each.getValue()) {
        if (store.blobs().sizeBytes(entry.blob()).orElse(-1) == entry.sizeBytes()
            && still.add(entry.blob())) {
          repair.done(entry);
        }
      }
    }
    for (Map.Entry<Generation, List<Entry>> each : lost.entrySet()) {
      repair.of(each.getKey(), each.getValue());
    }
    ScrubState.forgetFound(store, lock);
    return repair.result();
  }

  PullPreview preview() throws IOException {
    fetchCatalogs();
    findMissing();
    PullSize size = transfers.sizes(source.upstream(), missing.keySet());
    List<Entry> now = draft.serves();
    List<Entry> stay =
        draft.wouldServe().stream().filter(entry -> !missing.containsKey(entry.path())).toList();
    return new PullPreview(
        source.name(),
        notOffered,
        List.copyOf(missing.keySet()),
        size.knownBytes(),
        size.unknown(),
        draft.wouldDrop().stream().map(Entry::path).toList(),
        bytesOf(now),
        bytesOf(stay) + size.knownBytes(),
        refusals);
  }

  private static long bytesOf(List<Entry> entries) {
    Map<Sha256, Long> blobs = new HashMap<>();
    entries.forEach(entry -> blobs.put(entry.blob(), entry.sizeBytes()));
    return blobs.values().stream().mapToLong(Long::longValue).sum();
  }

  private void fetchCatalogs() throws IOException {
    Optional<List<ContentPath>> listing = source.upstream().list();
    Map<ContentPath, ProductId> wanted =
        listing.isPresent()
            ? source.selection().from(listing.get())
            : source.selection().spelledOut();
    if (listing.isPresent()) {
      notOffered.addAll(source.selection().namedBesides(wanted.keySet()));
    }
    room.make(lock, 0, wanted.size(), wanted.size() * limits.maxCatalogBytes(), Set.of());
    Transfers.Batch<Optional<StagedBlob>> fetches = new Transfers.Batch<>();
    wanted.forEach(
        (path, product) ->
            transfers.submit(fetches, path, () -> transfers.fetch(path, limits.maxCatalogBytes())));
    for (Map.Entry<ContentPath, ProductId> each : wanted.entrySet()) {
      refusing(
          () -> {
            Optional<StagedBlob> catalog = fetches.await(each.getKey());
            if (catalog.isEmpty()) {
              notOffered.add(each.getValue());
            } else {
              fetchedBytes += catalog.get().digests().sizeBytes();
              VerifiedCatalog verified =
                  verifier.verifyCatalog(each.getKey(), each.getValue(), catalog.get());
              acceptance.accept(verified);
              catalogs.add(verified);
            }
          });
    }
    if (catalogs.isEmpty() && refusals.isEmpty()) {
      throw new IOException(
          "source "
              + source.name()
              + ": found no mini-TRI of the "
              + wanted.size()
              + " asked for (expected at least one); check its url and products");
    }
    for (VerifiedCatalog catalog : List.copyOf(catalogs)) {
      if (!draft.add(catalog)) {
        catalogs.remove(catalog);
        rolledBack.add(catalog.path());
      }
    }
  }

  private void findMissing() throws IOException {
    for (VerifiedCatalog catalog : catalogs) {
      for (String fileName : catalog.catalog().fileNames()) {
        refusing(
            () -> {
              if (draft.keep(catalog, fileName)) {
                kept.add(catalog.packagePath(fileName));
              } else {
                missing.putIfAbsent(catalog.packagePath(fileName), catalog);
              }
            });
      }
    }
  }

  /** Sees to it, before anything is fetched, that there is room for all of it. */
  private void makeRoom() throws IOException {
    Set<Sha256> here = new HashSet<>();
    List<ContentPath> absent = new ArrayList<>();
    for (Map.Entry<ContentPath, VerifiedCatalog> each : missing.entrySet()) {
      Optional<Sha256> left = left(each.getValue(), each.getKey().fileName());
      left.ifPresentOrElse(here::add, () -> absent.add(each.getKey()));
    }
    long mostBytes = absent.size() * limits.maxPackageBytes();
    if (!room.holds(mostBytes)) {
      PullSize size = transfers.sizes(source.upstream(), absent);
      mostBytes = size.knownBytes() + size.unknown() * limits.maxPackageBytes();
      room.make(lock, size.knownBytes(), size.unknown(), mostBytes, here);
    }
  }

  private void fetchPackages() throws IOException {
    Transfers.Batch<VerifiedPackage> fetches = new Transfers.Batch<>();
    missing.forEach(
        (path, catalog) -> transfers.submit(fetches, path, () -> fetchPackage(path, catalog)));
    Map<ContentPath, VerifiedPackage> verified = new HashMap<>();
    NoRoomException noRoom = null;
    for (ContentPath path : missing.keySet()) {
      try {
        refusing(() -> verified.put(path, take(path, fetches.await(path))));
      } catch (NoRoomException e) {
        noRoom = e; // the others are fetched whole by now or fail as well: keep what is whole
      }
    }
    if (noRoom != null) {
      throw noRoom;
    }
    for (VerifiedCatalog catalog : catalogs) {
      for (String fileName : catalog.catalog().fileNames()) {
        VerifiedPackage each = verified.get(catalog.packagePath(fileName));
        if (each != null) {
          refusing(() -> catalog.check(fileName, each.content().digests()));
        }
      }
    }
  }

  private VerifiedPackage take(ContentPath path, VerifiedPackage verified) throws IOException {
    draft.add(verified);
    acceptance.note(verified);
    if (verified.content() instanceof StagedBlob) {
      fetched.add(path);
      fetchedBytes += verified.content().digests().sizeBytes();
    } else {
      kept.add(path);
    }
    return verified;
  }

  private VerifiedPackage fetchPackage(ContentPath path, VerifiedCatalog catalog)
      throws IOException, RefusedException {
    Optional<Sha256> left = left(catalog, path.fileName());
    Optional<? extends HashedContent> content =
        left.isPresent() ? stored(left.get()) : Optional.empty();
    if (content.isEmpty()) {
      content = transfers.fetch(path, limits.maxPackageBytes());
    }
    if (content.isEmpty()) {
      throw new RefusedException(
          new Refusal.MissingPackage(path.toString(), catalog.path().toString()));
    }
    return verifier.verifyPackage(catalog, path.fileName(), content.get());
  }

  /** A blob of the store; one that is damaged goes, as it would keep a whole one out. */
  private Optional<StoredBlob> stored(Sha256 blob) throws IOException {
    try {
      return Optional.of(StoredBlob.of(store.blobs(), blob));
    } catch (DamagedStoreException e) {
      LOG.warn("{}; fetching it again", e.getMessage());
      boolean unused = store.blobs().delete(lock, blob);
      return Optional.empty();
    }
  }

  /** What an earlier pull, that was refused or broke off, left in the store of a package. */
  private Optional<Sha256> left(VerifiedCatalog catalog, String fileName) throws IOException {
    Optional<Sha256> blob = catalog.sha256(fileName);
    return blob.isPresent() && store.blobs().sizeBytes(blob.get()).isPresent()
        ? blob
        : Optional.empty();
  }

  private Outcome published() throws IOException {
    acceptance.write(lock);
    Optional<Generation> generation = draft.publish("pull " + source.name());
    return generation.isPresent()
        ? new Outcome.Published(generation.get(), draft.channel(), draft.isHeld())
        : new Outcome.Unchanged();
  }

  private PullReport report(Outcome outcome) {
    return new PullReport(
        source.name(),
        outcome,
        catalogs.size(),
        notOffered,
        fetched,
        fetchedBytes,
        kept.size(),
        rolledBack,
        acceptance.stale(catalogs),
        Repairs.NONE);
  }

  /** Notes a refusal and goes on, so that one pull tells all that is wrong. */
  private void refusing(Step step) throws IOException {
    try {
      step.run();
    } catch (RefusedException e) {
      refusals.add(e.refusal());
    }
  }

  /** Discards what was staged and not put into the store. */
  @Override
  public void close() throws IOException {
    transfers.close();
  }

  /** Something that may be refused. */
  private interface Step {
    void run() throws IOException, RefusedException;
  }
}
