package org.livemirror.core.trust;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.livemirror.core.catalog.CatalogItem;
import org.livemirror.store.ContentPath;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;

/**
 * What was accepted before, kept across restarts and rollbacks in {@code state.json}: the highest
 * revisions and the guard time of each catalog, the certificates seen, and what the operator
 * allowed against the rules. For one thread.
 */
public final class TrustHistory {
  /** The document it is kept in. */
  public static final String DOCUMENT = "state.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Accepted> catalogs = new TreeMap<>();
  private final Map<String, Seen> certificates = new TreeMap<>();
  private final List<Allowance> allowances = new ArrayList<>();
  private byte[] stored = new byte[0];

  /**
   * The newest catalog accepted at a path.
   *
   * @param blob its bytes
   * @param guardTime its guard's time, or the signing time of one without
   * @param revisions the greatest revision of each sequence
   */
  public record Accepted(Sha256 blob, Instant guardTime, Map<String, Long> revisions) {
    public Accepted {
      revisions = Map.copyOf(revisions);
    }

    static Accepted of(VerifiedCatalog catalog) {
      Map<String, Long> revisions = new TreeMap<>();
      for (CatalogItem item : catalog.catalog().items()) {
        revisions.merge(item.sequence(), item.revision(), Math::max);
      }
      Proof proof = catalog.proof();
      return new Accepted(
          proof.digests().sha256(), proof.guardTime().orElse(proof.signingTime()), revisions);
    }
  }

  /** A certificate of a chain that was accepted. */
  public record Seen(
      Sha256 fingerprint,
      String name,
      String issuer,
      boolean authority,
      Instant notAfter,
      Instant firstSeen) {}

  /** A refusal that the operator overruled by name. */
  public record Allowance(Instant when, String path, String refusal) {}

  /** The history of a store; empty for a new one. */
  public static TrustHistory read(DocumentStore documents) throws IOException {
    TrustHistory history = new TrustHistory();
    Optional<byte[]> bytes = documents.read(DOCUMENT);
    if (bytes.isPresent()) {
      try {
        history.fill(JSON.readTree(bytes.get()));
        history.stored = bytes.get();
      } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
        throw new DamagedStoreException(
            DOCUMENT
                + ": not a history: "
                + e.getMessage()
                + "; restore it, or remove it to forget what was accepted",
            e);
      }
    }
    return history;
  }

  private void fill(JsonNode root) {
    for (Map.Entry<String, JsonNode> each : object(root, "catalogs").properties()) {
      Map<String, Long> revisions = new TreeMap<>();
      object(each.getValue(), "revisions")
          .properties()
          .forEach(one -> revisions.put(one.getKey(), revision(one.getValue())));
      catalogs.put(
          each.getKey(),
          new Accepted(
              Sha256.parse(each.getValue().required("blob").asText()),
              Instant.parse(each.getValue().required("guardTime").asText()),
              revisions));
    }
    for (Map.Entry<String, JsonNode> each : object(root, "certificates").properties()) {
      JsonNode node = each.getValue();
      certificates.put(
          each.getKey(),
          new Seen(
              Sha256.parse(each.getKey()),
              node.required("name").asText(),
              node.required("issuer").asText(),
              node.required("authority").asBoolean(),
              Instant.parse(node.required("notAfter").asText()),
              Instant.parse(node.required("firstSeen").asText())));
    }
    for (JsonNode node : root.required("allowed")) {
      allowances.add(
          new Allowance(
              Instant.parse(node.required("when").asText()),
              node.required("path").asText(),
              node.required("refusal").asText()));
    }
  }

  private static JsonNode object(JsonNode parent, String key) {
    JsonNode node = parent.required(key);
    if (!node.isObject()) {
      throw new IllegalArgumentException(key + ": " + node.getNodeType() + " (expected an object)");
    }
    return node;
  }

  /** Anything else would read as 0, and every old catalog be newer than that. */
  private static long revision(JsonNode node) {
    if (!node.canConvertToExactIntegral() || !node.canConvertToLong()) {
      throw new IllegalArgumentException("revision " + node + " (expected a number)");
    }
    return node.longValue();
  }

  /** Replaces the stored history by this one, if anything changed. */
  public void write(DocumentStore documents, PublisherLock lock) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode catalogNodes = root.putObject("catalogs");
    catalogs.forEach(
        (path, accepted) -> {
          ObjectNode node = catalogNodes.putObject(path);
          node.put("blob", accepted.blob().toString());
          node.put("guardTime", accepted.guardTime().toString());
          ObjectNode revisions = node.putObject("revisions");
          new TreeMap<>(accepted.revisions()).forEach(revisions::put);
        });
    ObjectNode certificateNodes = root.putObject("certificates");
    certificates.forEach(
        (fingerprint, seen) ->
            certificateNodes
                .putObject(fingerprint)
                .put("name", seen.name())
                .put("issuer", seen.issuer())
                .put("authority", seen.authority())
                .put("notAfter", seen.notAfter().toString())
                .put("firstSeen", seen.firstSeen().toString()));
    ArrayNode allowed = root.putArray("allowed");
    allowances.forEach(
        each ->
            allowed
                .addObject()
                .put("when", each.when().toString())
                .put("path", each.path())
                .put("refusal", each.refusal()));
    byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    if (!Arrays.equals(bytes, stored)) {
      documents.replace(lock, DOCUMENT, bytes);
      stored = bytes;
    }
  }

  /** The newest catalog accepted at a path. */
  public Optional<Accepted> accepted(ContentPath path) {
    return Optional.ofNullable(catalogs.get(path.key()));
  }

  /** All catalogs accepted, by path. */
  public Map<String, Accepted> accepted() {
    return Map.copyOf(catalogs);
  }

  /** All certificates seen, by fingerprint. */
  public List<Seen> certificates() {
    return List.copyOf(certificates.values());
  }

  /** All refusals overruled, oldest first. */
  public List<Allowance> allowances() {
    return List.copyOf(allowances);
  }

  /** Notes a catalog as the newest at its path. */
  void accept(VerifiedCatalog catalog) {
    catalogs.put(catalog.path().key(), Accepted.of(catalog));
  }

  /** Notes a refusal that the operator overruled. */
  void allow(Refusal refusal, Instant now) {
    allowances.add(new Allowance(now, refusal.file(), refusal.message()));
  }

  /** Notes certificates; returns those not seen before. */
  public List<Seen> note(Collection<X509Certificate> chain, Instant now) {
    List<Seen> fresh = new ArrayList<>();
    for (X509Certificate certificate : chain) {
      Sha256 fingerprint = Certificates.fingerprint(certificate);
      if (!certificates.containsKey(fingerprint.toString())) {
        Seen seen =
            new Seen(
                fingerprint,
                Certificates.name(certificate.getSubjectX500Principal()),
                Certificates.name(certificate.getIssuerX500Principal()),
                certificate.getBasicConstraints() >= 0,
                certificate.getNotAfter().toInstant(),
                now);
        certificates.put(fingerprint.toString(), seen);
        fresh.add(seen);
      }
    }
    return fresh;
  }
}
