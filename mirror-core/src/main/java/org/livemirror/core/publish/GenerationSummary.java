package org.livemirror.core.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.livemirror.core.catalog.Catalog;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;

/**
 * What a generation holds, added up, for people.
 *
 * @param bySource every file counts for the source that brought it
 * @param products by the path of their catalogs
 * @param dropped files that no catalog names any more, kept for clients that are under way
 */
public record GenerationSummary(
    SortedMap<String, Sum> bySource, List<Product> products, Sum dropped) {
  /** Some files. */
  public record Sum(int files, long bytes) {
    static final Sum NONE = new Sum(0, 0);

    Sum plus(Sum other) {
      return new Sum(files + other.files, bytes + other.bytes);
    }

    /** The sum of entries. */
    public static Sum of(Collection<Entry> entries) {
      return new Sum(entries.size(), entries.stream().mapToLong(Entry::sizeBytes).sum());
    }
  }

  /**
   * A product.
   *
   * @param revisions the highest one that each sequence reaches
   * @param sum its catalog and its packages; a package of two products counts for both
   */
  public record Product(
      ContentPath catalog, ProductId id, SortedMap<String, Long> revisions, Sum sum) {}

  /** Adds a generation up. Reads the store. */
  public static GenerationSummary of(Generation generation) throws IOException {
    SortedMap<String, Sum> bySource = new TreeMap<>();
    List<Entry> dropped = new ArrayList<>();
    for (Entry entry : generation.entries()) {
      bySource.merge(
          Facts.of(generation, entry).source(), new Sum(1, entry.sizeBytes()), Sum::plus);
      if (entry.isDropped()) {
        dropped.add(entry);
      }
    }
    List<Product> products = new ArrayList<>();
    for (Layer.Placed placed : Layer.catalogsOf(generation)) {
      Catalog catalog = placed.catalog();
      Set<Entry> files = new HashSet<>(Set.of(placed.item().entry()));
      for (String fileName : placed.fileNames()) {
        placed.path().sibling(fileName).flatMap(generation::find).ifPresent(files::add);
      }
      products.add(
          new Product(placed.path(), catalog.product(), catalog.revisions(), Sum.of(files)));
    }
    return new GenerationSummary(bySource, products, Sum.of(dropped));
  }
}
