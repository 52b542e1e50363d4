package org.livemirror.core.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.livemirror.core.catalog.ProductId;

/**
 * The JSON forms of an inventory and of a plan, as the plan endpoint, the command line and client
 * tools speak them.
 *
 * <p>At most {@value #MAX_PRODUCTS} products and {@value #MAX_TEXT} characters a name. Unknown
 * members are ignored, so that newer clients can talk to older servers. Safe for all threads.
 */
public final class PlanJson {
  /** Most products in one inventory. */
  public static final int MAX_PRODUCTS = 1000;

  /** Longest name, in characters. */
  public static final int MAX_TEXT = 200;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(20)
                          .maxStringLength(4096)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private PlanJson() {}

  /** Reads an inventory. */
  public static Inventory readInventory(byte[] json) throws MalformedInventoryException {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      // Jackson gives no location when one of the constraints above is exceeded.
      JsonLocation location = e.getLocation();
      String where = location == null ? "" : "line " + location.getLineNr() + ": ";
      throw new MalformedInventoryException(where + "not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new MalformedInventoryException("not JSON: " + e.getMessage());
    }
    if (!root.isObject()) {
      throw new MalformedInventoryException(
          "found " + kind(root) + " (expected an object with 'products')");
    }
    JsonNode list = root.path("products");
    if (!list.isArray()) {
      throw new MalformedInventoryException(
          "products: found " + kind(list) + " (expected an array)");
    }
    if (list.size() > MAX_PRODUCTS) {
      throw new MalformedInventoryException(
          "products: found " + list.size() + " (expected at most " + MAX_PRODUCTS + ")");
    }
    List<Inventory.Product> products = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      products.add(product(list.get(i), "products[" + i + "]"));
    }
    String client = root.hasNonNull("client") ? text(root, "client", "") : "";
    return new Inventory(client, products);
  }

  private static Inventory.Product product(JsonNode node, String where)
      throws MalformedInventoryException {
    ProductId id;
    try {
      id =
          new ProductId(
              text(node, "product", where),
              text(node, "version", where),
              text(node, "language", where));
    } catch (IllegalArgumentException e) {
      throw new MalformedInventoryException(where + ": " + e.getMessage());
    }
    Map<String, Long> sequences = new LinkedHashMap<>();
    JsonNode installed = node.path("sequences");
    if (!installed.isObject() && !installed.isMissingNode()) {
      throw new MalformedInventoryException(
          where + ".sequences: found " + kind(installed) + " (expected an object)");
    }
    for (Map.Entry<String, JsonNode> sequence : installed.properties()) {
      if (sequence.getKey().length() > MAX_TEXT) {
        throw new MalformedInventoryException(
            where
                + ".sequences: found a name of "
                + sequence.getKey().length()
                + " characters (expected at most "
                + MAX_TEXT
                + ")");
      }
      JsonNode revision = sequence.getValue();
      if (!revision.isIntegralNumber()
          || !revision.canConvertToLong()
          || revision.longValue() < 0) {
        throw new MalformedInventoryException(
            where
                + ".sequences."
                + sequence.getKey()
                + ": found "
                + (revision.isNumber() ? revision : kind(revision))
                + " (expected a revision such as 110824050)");
      }
      sequences.put(sequence.getKey(), revision.longValue());
    }
    return new Inventory.Product(id, sequences);
  }

  private static String text(JsonNode node, String field, String where)
      throws MalformedInventoryException {
    JsonNode value = node.path(field);
    if (!value.isTextual() || value.textValue().length() > MAX_TEXT) {
      throw new MalformedInventoryException(
          (where.isEmpty() ? "" : where + ".")
              + field
              + ": found "
              + (value.isTextual() ? value.textValue().length() + " characters" : kind(value))
              + " (expected text of at most "
              + MAX_TEXT
              + " characters)");
    }
    return value.textValue();
  }

  private static String kind(JsonNode node) {
    return node.isMissingNode()
        ? "nothing"
        : node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Writes a plan as UTF-8 JSON. */
  public static byte[] write(Plan plan) {
    ObjectNode root = JSON.createObjectNode();
    root.put("generation", plan.generation());
    root.put("totalBytes", plan.totalBytes());
    ArrayNode products = root.putArray("products");
    for (Plan.Answer answer : plan.products()) {
      ObjectNode node = products.addObject();
      node.put("product", answer.product().product());
      node.put("version", answer.product().version());
      node.put("language", answer.product().language());
      node.put("sequence", answer.sequence());
      node.put("from", answer.from());
      if (answer.to().isPresent()) {
        node.put("to", answer.to().getAsLong());
      }
      node.put("action", answer.action().name());
      ArrayNode steps = node.putArray("steps");
      for (Plan.Step step : answer.steps()) {
        steps
            .addObject()
            .put("file", step.fileName())
            .put("from", step.from())
            .put("to", step.to())
            .put("bytes", step.sizeBytes())
            .put("sha256", step.sha256().toString());
      }
      node.put("reason", answer.reason());
    }
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree always serializes", e);
    }
  }
}
