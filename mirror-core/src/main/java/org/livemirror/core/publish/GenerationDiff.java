package org.livemirror.core.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.livemirror.core.catalog.Catalog;
import org.livemirror.core.publish.GenerationSummary.Sum;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;

/**
 * What differs between two generations. A file that is only kept for clients under way counts as
 * not there.
 *
 * @param changed files with other bytes
 * @param catalogs those that were added, removed or changed
 */
public record GenerationDiff(
    Sum from,
    Sum to,
    List<Entry> added,
    List<Entry> removed,
    List<Change> changed,
    List<CatalogChange> catalogs) {
  /** A file that is in both. */
  public record Change(Entry from, Entry to) {}

  /**
   * A catalog with the highest revision of each of its sequences; none on the side where it is not.
   */
  public record CatalogChange(
      ContentPath path, SortedMap<String, Long> from, SortedMap<String, Long> to) {}

  /** Compares two generations. Reads the store. */
  public static GenerationDiff of(Generation from, Generation to) throws IOException {
    List<Entry> added = new ArrayList<>();
    List<Entry> removed = new ArrayList<>();
    List<Change> changed = new ArrayList<>();
    List<CatalogChange> catalogs = new ArrayList<>();
    for (Entry entry : live(to)) {
      Optional<Entry> before = live(from, entry);
      if (before.isEmpty()) {
        added.add(entry);
      } else if (!before.get().blob().equals(entry.blob())) {
        changed.add(new Change(before.get(), entry));
      } else {
        continue;
      }
      Optional<SortedMap<String, Long>> revisions = revisions(to, entry);
      if (revisions.isPresent()) {
        SortedMap<String, Long> old =
            before.isEmpty() ? none() : revisions(from, before.get()).orElse(none());
        catalogs.add(new CatalogChange(entry.path(), old, revisions.get()));
      }
    }
    for (Entry entry : live(from)) {
      if (live(to, entry).isEmpty()) {
        removed.add(entry);
        revisions(from, entry)
            .ifPresent(old -> catalogs.add(new CatalogChange(entry.path(), old, none())));
      }
    }
    return new GenerationDiff(
        Sum.of(live(from)), Sum.of(live(to)), added, removed, changed, catalogs);
  }

  private static List<Entry> live(Generation generation) {
    return generation.entries().stream().filter(entry -> !entry.isDropped()).toList();
  }

  private static Optional<Entry> live(Generation generation, Entry like) {
    return generation.find(like.path()).filter(entry -> !entry.isDropped());
  }

  private static Optional<SortedMap<String, Long>> revisions(Generation generation, Entry entry)
      throws IOException {
    return Facts.catalog(generation, entry).map(Catalog::revisions);
  }

  private static SortedMap<String, Long> none() {
    return Collections.unmodifiableSortedMap(new TreeMap<>());
  }
}
