package org.livemirror.core.pull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.Origins;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.VerifiedPackage;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.BlobStore;
import org.livemirror.store.ContentPath;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.StoredBlob;

/**
 * Fetches lost files of a source again: fetch → the same bytes? → verify as in any pull → put under
 * the same name.
 *
 * <p>A mini-TRI is verified by itself, a package by the mini-TRI that the same generation serves,
 * out of the store, so nothing but what was served before comes back, whatever else the source has
 * by now. One file that cannot be had does not keep the others. The caller holds the publisher's
 * lock. For one thread.
 */
final class Repair {
  private final BlobStore blobs;
  private final Verifier verifier;
  private final PullLimits limits;
  private final MirrorEvents events;
  private final Source source;
  private final Fetcher fetcher;
  private final Map<Sha256, VerifiedCatalog> catalogs = new HashMap<>();
  private final List<ContentPath> repaired = new ArrayList<>();
  private final Set<Sha256> there = new HashSet<>();
  private final List<Repairs.Lost> lost = new ArrayList<>();
  private String failure = "";

  Repair(
      BlobStore blobs,
      Verifier verifier,
      PullLimits limits,
      MirrorEvents events,
      Source source,
      Fetcher fetcher) {
    this.blobs = blobs;
    this.verifier = verifier;
    this.limits = limits;
    this.events = events;
    this.source = source;
    this.fetcher = fetcher;
  }

  /** Of these files of a generation, those that the source brought, mini-TRIs first. */
  void of(Generation generation, List<Entry> entries) throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    Origins origins = new Origins(generation);
    List<Entry> catalogsFirst = new ArrayList<>(entries);
    catalogsFirst.sort(Comparator.comparing(entry -> !isCatalog(origins, entry)));
    for (Entry entry : catalogsFirst) {
      if (there.contains(entry.blob())) {
        continue; // two generations, or two paths, share it
      }
      if (entry.path().equals(Publisher.FLAG)) {
        Sha256 unused = Publisher.putFlag(blobs);
        done(entry);
      } else if (origins.source(entry).equals(source.name())) {
        one(origins, entry);
      }
    }
  }

  Repairs result() {
    return new Repairs(repaired, lost);
  }

  private static boolean isCatalog(Origins origins, Entry entry) {
    return origins.voucher(entry).filter(each -> each.catalog().equals(entry)).isPresent();
  }

  /** A file that came back by other ways. */
  void done(Entry entry) {
    there.add(entry.blob());
    repaired.add(entry.path());
    events.blobRepaired(source.name(), entry.path());
  }

  private void one(Origins origins, Entry entry) throws InterruptedIOException {
    Optional<Origins.Voucher> voucher = origins.voucher(entry);
    if (voucher.isEmpty()) {
      fail(entry, "no mini-TRI names it any more, so nothing vouches for it; it goes by itself");
    } else if (!failure.isEmpty()) {
      fail(entry, failure);
    } else {
      try {
        fetch(entry, voucher.get());
      } catch (RefusedException e) {
        fail(entry, "the source's is refused: " + e.refusal().message());
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        // The next one would wait as long for the same.
        failure = "source " + source.name() + ": " + e.getMessage();
        fail(entry, failure);
      }
    }
  }

  private void fetch(Entry entry, Origins.Voucher voucher) throws IOException, RefusedException {
    boolean isCatalog = voucher.catalog().equals(entry);
    Optional<VerifiedCatalog> catalog = isCatalog ? Optional.empty() : catalog(voucher);
    if (!isCatalog && catalog.isEmpty()) {
      fail(entry, "its mini-TRI " + voucher.catalog().path() + " is damaged too");
      return;
    }
    Optional<StagedBlob> fetched =
        fetcher.fetch(
            entry.path(), isCatalog ? limits.maxCatalogBytes() : limits.maxPackageBytes());
    if (fetched.isEmpty()) {
      fail(entry, "source " + source.name() + " does not have it any more");
      return;
    }
    try (StagedBlob content = fetched.get()) {
      if (!content.digests().sha256().equals(entry.blob())) {
        fail(
            entry,
            "source "
                + source.name()
                + " has other bytes by now, SHA-256 "
                + content.digests().sha256()
                + (isCatalog ? "; pull it" : ""));
        return;
      }
      if (catalog.isPresent()) {
        VerifiedPackage unused =
            verifier.verifyPackage(catalog.get(), entry.path().fileName(), content);
      } else {
        VerifiedCatalog unused = verifier.verifyCatalog(entry.path(), voucher.product(), content);
      }
      Sha256 unused = content.commit();
      done(entry);
    }
  }

  private Optional<VerifiedCatalog> catalog(Origins.Voucher voucher)
      throws IOException, RefusedException {
    Sha256 blob = voucher.catalog().blob();
    VerifiedCatalog verified = catalogs.get(blob);
    if (verified == null) {
      try {
        verified =
            verifier.verifyCatalog(
                voucher.catalog().path(), voucher.product(), StoredBlob.of(blobs, blob));
      } catch (MissingBlobException | DamagedStoreException e) {
        return Optional.empty();
      }
      catalogs.put(blob, verified);
    }
    return Optional.of(verified);
  }

  private void fail(Entry entry, String reason) {
    lost.add(new Repairs.Lost(entry.path(), entry.blob(), reason));
  }
}
