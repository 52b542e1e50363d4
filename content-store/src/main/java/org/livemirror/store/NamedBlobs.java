package org.livemirror.store;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers the blobs that generations name, reading a page that they share once. For one thread. */
final class NamedBlobs {
  private final BlobStore blobs;
  private final Set<Sha256> named = new HashSet<>();

  /** The sum of the sizes of a page's entries, by page. */
  private final Map<Sha256, Long> pages = new HashMap<>();

  NamedBlobs(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * Adds what one generation names.
   *
   * @throws DamagedStoreException if a page is missing or damaged, or if the pages do not add up to
   *     what the manifest says, as when one is missing in its list
   */
  void add(Manifest manifest) throws IOException {
    Pages lying = new Pages(blobs, manifest.pages());
    long files = 0;
    long bytes = 0;
    for (Manifest.Page page : manifest.pages()) {
      files += page.entries();
      bytes += bytesOf(manifest, lying, page);
    }
    if (files != manifest.files() || bytes != manifest.bytes()) {
      throw new DamagedStoreException(
          "generation %d: its pages hold %d files of %d bytes (expected %d of %d, as its manifest says)"
              .formatted(manifest.generation(), files, bytes, manifest.files(), manifest.bytes()));
    }
  }

  private long bytesOf(Manifest manifest, Pages lying, Manifest.Page page) throws IOException {
    Long known = pages.get(page.blob());
    if (known != null) {
      return known;
    }
    List<Entry> entries;
    try {
      entries = lying.entries(page);
    } catch (DamagedStoreException e) {
      throw new DamagedStoreException(
          "generation " + manifest.generation() + ": " + e.getMessage(), e);
    }
    long bytes = 0;
    for (Entry entry : entries) {
      named.add(entry.blob());
      bytes += entry.sizeBytes();
    }
    pages.put(page.blob(), bytes);
    return bytes;
  }

  /** All that was named so far. */
  Set<Sha256> all() {
    named.addAll(pages.keySet());
    return named;
  }
}
