package org.livemirror.core.publish;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;

/**
 * Where the files of a generation came from, and which of its catalogs vouch for them. Reads the
 * store when it is made and when it is asked. Safe for all threads.
 */
public final class Origins {
  private final Generation generation;
  private final Map<ContentPath, Voucher> vouchers = new HashMap<>();

  /**
   * A catalog of the generation.
   *
   * @param product what it was asked for as
   */
  public record Voucher(Entry catalog, ProductId product) {}

  public Origins(Generation generation) throws IOException {
    this.generation = generation;
    for (Layer.Placed placed : Layer.catalogsOf(generation)) {
      Voucher voucher = new Voucher(placed.item().entry(), placed.catalog().product());
      vouchers.put(placed.path(), voucher);
      for (String fileName : placed.fileNames()) {
        placed.path().sibling(fileName).ifPresent(path -> vouchers.put(path, voucher));
      }
    }
  }

  /** The source that brought an entry. */
  public String source(Entry entry) throws IOException {
    return source(generation, entry);
  }

  /** The source that brought an entry of a generation; reads no catalog. */
  public static String source(Generation generation, Entry entry) throws IOException {
    return Facts.of(generation, entry).source();
  }

  /** A catalog that names an entry; a catalog names itself. Empty for what was dropped. */
  public Optional<Voucher> voucher(Entry entry) {
    return Optional.ofNullable(vouchers.get(entry.path()));
  }
}
