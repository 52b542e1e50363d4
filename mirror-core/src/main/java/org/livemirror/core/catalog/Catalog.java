package org.livemirror.core.catalog;

import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a server offers for one product: the content of its mini-TRI, as far as a server understands
 * it.
 *
 * @param items the offers a client chooses from
 * @param fileNames every package the mini-TRI names, whether or not it advances a sequence; they
 *     lie beside it
 */
public record Catalog(ProductId product, List<CatalogItem> items, Set<String> fileNames) {
  public Catalog {
    items = List.copyOf(items);
    fileNames = Set.copyOf(fileNames);
  }

  /** The highest revision that each sequence reaches. */
  public SortedMap<String, Long> revisions() {
    SortedMap<String, Long> revisions = new TreeMap<>();
    items.forEach(item -> revisions.merge(item.sequence(), item.revision(), Math::max));
    return revisions;
  }
}
