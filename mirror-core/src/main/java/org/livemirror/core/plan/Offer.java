package org.livemirror.core.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.livemirror.core.catalog.MiniTriName;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.store.Sha256;

/** What can be planned from: the published catalogs with the sizes of their packages. Immutable. */
public final class Offer {
  private final int generation;
  private final Map<MiniTriName, Product> products;

  /** The offer of a generation. */
  public Offer(int generation, List<Product> products) {
    this.generation = generation;
    Map<MiniTriName, Product> byName = new HashMap<>();
    for (Product product : products) {
      byName.put(product.id().miniTriName(), product);
    }
    this.products = Map.copyOf(byName);
  }

  /** The generation this is the offer of. */
  public int generation() {
    return generation;
  }

  /** What is offered for a product, case ignored. */
  public Optional<Product> find(ProductId id) {
    return Optional.ofNullable(products.get(id.miniTriName()));
  }

  /** One catalog. */
  public record Product(ProductId id, List<Candidate> packages) {
    public Product {
      packages = List.copyOf(packages);
    }
  }

  /**
   * One package of a catalog: takes {@code sequence} to {@code revision}.
   *
   * @param sizeBytes what a client downloads
   */
  public record Candidate(
      String sequence, long revision, String fileName, long sizeBytes, Sha256 sha256) {}
}
