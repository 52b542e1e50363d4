package org.livemirror.core.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.catalog.Catalog;
import org.livemirror.core.catalog.CatalogItem;
import org.livemirror.core.catalog.MiniTriName;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.plan.Offer;
import org.livemirror.core.trust.Proof;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Digests;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.Sha1;
import org.livemirror.store.Sha256;

/**
 * What the manifest keeps of each file besides its bytes, as JSON: source, proof, and a catalog's
 * content.
 */
record Facts(JsonNode json) {
  /** What a generation records of one of its entries. Reads the store. */
  static Facts of(Generation generation, Entry entry) throws IOException {
    return new Facts(generation.facts(entry));
  }

  static Facts of(
      String source, Instant accepted, @Nullable Proof proof, @Nullable Catalog catalog) {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.put("source", source);
    if (proof != null) {
      facts.put("accepted", accepted.toString());
      facts.set("proof", json(proof));
    }
    if (catalog != null) {
      facts.set("catalog", json(catalog));
    }
    return new Facts(facts);
  }

  String source() {
    return json.path("source").asText();
  }

  private static ObjectNode json(Proof proof) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("voucher", proof.voucher());
    node.put("guard", proof.guard());
    node.put("signer", proof.signer());
    node.put("signingTime", proof.signingTime().toString());
    proof.guardTime().ifPresent(time -> node.put("guardTime", time.toString()));
    ArrayNode chain = node.putArray("chain");
    proof.chain().forEach(fingerprint -> chain.add(fingerprint.toString()));
    node.put("policy", proof.policy().toString());
    node.put("sha1", proof.digests().sha1().toString());
    return node;
  }

  private static ObjectNode json(Catalog catalog) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("product", catalog.product().product());
    node.put("version", catalog.product().version());
    node.put("language", catalog.product().language());
    ArrayNode items = node.putArray("items");
    for (CatalogItem item : catalog.items()) {
      items
          .addObject()
          .put("sequence", item.sequence())
          .put("revision", item.revision())
          .put("file", item.fileName());
    }
    ArrayNode files = node.putArray("files");
    catalog.fileNames().stream().sorted().forEach(files::add);
    return node;
  }

  /** The proof of an entry that was published with one. */
  Optional<Proof> proof(Entry entry) {
    JsonNode node = json.path("proof");
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    List<Sha256> chain = new ArrayList<>();
    node.path("chain").forEach(fingerprint -> chain.add(Sha256.parse(fingerprint.asText())));
    return Optional.of(
        new Proof(
            node.path("voucher").asText(),
            node.path("guard").asText(),
            node.path("signer").asText(),
            Instant.parse(node.path("signingTime").asText()),
            Optional.ofNullable(node.get("guardTime")).map(time -> Instant.parse(time.asText())),
            chain,
            Sha256.parse(node.path("policy").asText()),
            new Digests(entry.sizeBytes(), Sha1.parse(node.path("sha1").asText()), entry.blob())));
  }

  /**
   * The catalog of an entry that is a mini-TRI. Only what bears the name of one has a catalog, so
   * that the facts of packages, which are many, need not be read to find the few catalogs.
   */
  static Optional<Catalog> catalog(Generation generation, Entry entry) throws IOException {
    return isMiniTri(entry) ? of(generation, entry).catalog() : Optional.empty();
  }

  private static boolean isMiniTri(Entry entry) {
    return MiniTriName.parse(entry.path().fileName()).isPresent();
  }

  /** What is made of an entry that is a mini-TRI. */
  interface CatalogReader<T> {
    T read(Entry entry, Facts facts, Catalog catalog);
  }

  /**
   * Reads the catalogs of a generation, in the order of their paths.
   *
   * @param reader called from several threads at once
   */
  static <T> List<T> catalogs(Generation generation, CatalogReader<T> reader) throws IOException {
    return generation
        .facts(
            generation.entries().stream().filter(Facts::isMiniTri).toList(),
            (entry, json) -> {
              Facts facts = new Facts(json);
              return facts.catalog().map(catalog -> reader.read(entry, facts, catalog));
            })
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Catalog> catalog() {
    JsonNode node = json.path("catalog");
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    List<CatalogItem> items = new ArrayList<>();
    for (JsonNode item : node.path("items")) {
      items.add(
          new CatalogItem(
              item.path("sequence").asText(),
              item.path("revision").longValue(),
              item.path("file").asText()));
    }
    ProductId product =
        new ProductId(
            node.path("product").asText(),
            node.path("version").asText(),
            node.path("language").asText());
    Set<String> files = new HashSet<>();
    node.path("files").forEach(file -> files.add(file.asText()));
    return Optional.of(new Catalog(product, items, files));
  }

  /**
   * What can be planned from a generation: every catalog it serves, with the sizes of the packages
   * beside it.
   */
  static Offer offer(Generation generation) throws IOException {
    Map<String, String> sequences = new ConcurrentHashMap<>();
    return new Offer(
        generation.number(),
        catalogs(
            generation,
            (entry, facts, catalog) -> offered(generation, entry.path(), catalog, sequences)));
  }

  /** Names are many: those that are spelled like a path, or like a sequence before, are shared. */
  private static Offer.Product offered(
      Generation generation, ContentPath where, Catalog catalog, Map<String, String> sequences) {
    List<Offer.Candidate> packages = new ArrayList<>();
    for (CatalogItem item : catalog.items()) {
      Optional<Entry> found = where.sibling(item.fileName()).flatMap(generation::find);
      if (found.isPresent()) {
        String published = found.get().path().fileName();
        packages.add(
            new Offer.Candidate(
                sequences.computeIfAbsent(item.sequence(), each -> each),
                item.revision(),
                published.equals(item.fileName()) ? published : item.fileName(),
                found.get().sizeBytes(),
                found.get().blob()));
      }
    }
    return new Offer.Product(catalog.product(), packages);
  }
}
