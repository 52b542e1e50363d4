package org.livemirror.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The JSON form of a generation, layout version {@value #LAYOUT}, one entry a line so that ordinary
 * tools can read and compare it.
 *
 * <p>Every durable store writes this form; it is described for operators in {@code
 * docs/formats.md}.
 */
public final class Manifest {
  /** The version this code writes and the only one it reads. */
  public static final int LAYOUT = 1;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Manifest() {}

  /** Writes a generation; equal generations give equal bytes. Does not close {@code out}. */
  public static void write(Generation generation, OutputStream out) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setCodec(JSON);
    json.writeStartObject();
    json.writeNumberField("layout", LAYOUT);
    json.writeNumberField("generation", generation.number());
    json.writeStringField("created", generation.created().toString());
    json.writeStringField("reason", generation.reason());
    json.writeArrayFieldStart("entries");
    for (Entry entry : generation.entries()) {
      json.writeRaw('\n');
      json.writeStartObject();
      json.writeStringField("path", entry.path().toString());
      json.writeStringField("blob", entry.blob().toString());
      json.writeNumberField("size", entry.sizeBytes());
      json.writeStringField("modified", entry.modified().toString());
      json.writeStringField("kind", entry.kind().name().toLowerCase(Locale.ROOT));
      if (entry.until() != null) {
        json.writeStringField("until", entry.until().toString());
      }
      if (!entry.facts().isEmpty()) {
        json.writeFieldName("facts");
        json.writeTree(entry.facts());
      }
      json.writeEndObject();
    }
    json.writeRaw('\n');
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }

  /**
   * Reads a generation.
   *
   * @param where names the manifest in errors
   * @throws DamagedStoreException if the bytes are not a manifest of version {@value #LAYOUT}
   */
  public static Generation read(byte[] bytes, String where) throws IOException {
    try {
      JsonNode root = JSON.readTree(bytes);
      JsonNode layout = root.path("layout");
      if (!layout.isInt() || layout.intValue() != LAYOUT) {
        throw new DamagedStoreException(
            where
                + ": layout "
                + (layout.isMissingNode() ? "missing" : layout)
                + " (expected "
                + LAYOUT
                + "); it was written by another version of LiveMirror");
      }
      JsonNode list = root.required("entries");
      if (!list.isArray()) {
        throw new IllegalArgumentException("entries: found " + list + " (expected an array)");
      }
      List<Entry> entries = new ArrayList<>();
      for (JsonNode node : list) {
        entries.add(
            new Entry(
                ContentPath.of(text(node, "path")),
                Sha256.parse(text(node, "blob")),
                number(node, "size", Long.MAX_VALUE),
                Instant.parse(text(node, "modified")),
                Entry.Kind.valueOf(text(node, "kind").toUpperCase(Locale.ROOT)),
                node.has("until") ? Instant.parse(text(node, "until")) : null,
                node.has("facts") ? node.get("facts") : JsonNodeFactory.instance.objectNode()));
      }
      return new Generation(
          (int) number(root, "generation", Integer.MAX_VALUE),
          Instant.parse(text(root, "created")),
          text(root, "reason"),
          entries);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
      throw new DamagedStoreException(where + ": not a manifest: " + e.getMessage(), e);
    }
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = node.required(field);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(field + ": found " + value + " (expected text)");
    }
    return value.textValue();
  }

  private static long number(JsonNode node, String field, long max) {
    JsonNode value = node.required(field);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 0
        || value.longValue() > max) {
      throw new IllegalArgumentException(
          field + ": found " + value + " (expected a number from 0 to " + max + ")");
    }
    return value.longValue();
  }
}
