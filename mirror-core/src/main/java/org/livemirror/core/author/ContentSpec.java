package org.livemirror.core.author;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.livemirror.core.catalog.ProductId;

/**
 * What to author: products, what each offers, and what the packages hold.
 *
 * @param published the time in guards, signatures and package names
 * @param legal the {@code Legal=} line of guards
 */
public record ContentSpec(Instant published, String legal, List<Product> products) {
  public ContentSpec {
    products = List.copyOf(products);
  }

  /** One mini-TRI. */
  public record Product(ProductId id, List<Item> items) {
    public Product {
      items = List.copyOf(items);
    }
  }

  /**
   * One record of a TRI and the package it names.
   *
   * @param sequence the sequence it advances
   * @param revision what it reaches
   * @param file the package's name; the ten digits of {@code published} are put before a name that
   *     has none
   * @param payload what the package holds; empty if the package lies in the output folder already
   * @param keys further keys for the record, such as descriptions
   */
  public record Item(
      String sequence,
      long revision,
      String file,
      Optional<Payload> payload,
      Map<String, String> keys) {
    public Item {
      keys = Map.copyOf(keys);
    }
  }

  /** The members of a package, besides its guard and signature. */
  public sealed interface Payload {
    /** Incompressible bytes that the seed determines. */
    record Random(long sizeBytes, long seed) implements Payload {}

    /** A file, or all files below a folder. */
    record Files(Path path) implements Payload {}
  }
}
