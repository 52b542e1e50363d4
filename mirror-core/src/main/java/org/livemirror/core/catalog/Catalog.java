package org.livemirror.core.catalog;

import java.util.List;
import java.util.Set;

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
}
