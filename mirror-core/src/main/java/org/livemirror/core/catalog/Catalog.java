package org.livemirror.core.catalog;

import java.util.List;

/**
 * What a server offers for one product: the content of its mini-TRI, as far as a server understands
 * it.
 */
public record Catalog(ProductId product, List<CatalogItem> items) {
  public Catalog {
    items = List.copyOf(items);
  }
}
