package org.livemirror.core.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.store.Sha256;

/** Offers and inventories for tests, with the content of TECH169751. */
final class Offers {
  static final ProductId CUR_DEFS = virusDefinitions("MicroDefsB.CurDefs");
  static final ProductId APRIL = virusDefinitions("MicroDefsB.Apr");
  static final ProductId DECOMPOSER = new ProductId("Decomposer", "1.0.0", "SymAllLanguages");

  static final Offer.Candidate CUR_DEFS_FULL =
      candidate("CurDefs", 110824050, "1314253617jtun_nav2k8enncur25.m25", 110_000_000);
  static final Offer.Candidate APRIL_FULL =
      candidate("HubDefs", 110818021, "1313715088jtun_nav2k8enn04m25.m25", 120_000_000);
  static final Offer.Candidate DELTA =
      candidate("CurDefs", 110825002, "1314282430jtun_nav2k8en110824050.m25", 214_312);

  /** What the server of the article had at the second session. */
  static final Offer ARTICLE =
      new Offer(
          42,
          List.of(
              new Offer.Product(CUR_DEFS, List.of(CUR_DEFS_FULL, DELTA)),
              new Offer.Product(APRIL, List.of(APRIL_FULL))));

  private Offers() {}

  static ProductId virusDefinitions(String version) {
    return new ProductId("SESC Virus Definitions Win32 v11", version, "SymAllLanguages");
  }

  static Offer.Candidate candidate(
      String sequence, long revision, String fileName, long sizeBytes) {
    return new Offer.Candidate(
        sequence, revision, fileName, sizeBytes, new Sha256(0, revision, 0, sizeBytes));
  }

  static Offer of(ProductId id, Offer.Candidate... packages) {
    return new Offer(1, List.of(new Offer.Product(id, List.of(packages))));
  }

  static Inventory.Product installed(ProductId id, Map<String, Long> sequences) {
    return new Inventory.Product(id, new LinkedHashMap<>(sequences));
  }

  static Inventory inventory(Inventory.Product... products) {
    return new Inventory("pc-17", List.of(products));
  }
}
