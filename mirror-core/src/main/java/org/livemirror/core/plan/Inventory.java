package org.livemirror.core.plan;

import java.util.List;
import java.util.Map;
import org.livemirror.core.catalog.ProductId;

/**
 * What a client has installed.
 *
 * @param client the client's name for logs; may be empty
 * @param products in the client's order
 */
public record Inventory(String client, List<Product> products) {
  public Inventory {
    products = List.copyOf(products);
  }

  /**
   * One product of an inventory.
   *
   * @param sequences the installed revision of each sequence, in the client's order; empty on a
   *     client that has none yet
   */
  public record Product(ProductId id, Map<String, Long> sequences) {}
}
