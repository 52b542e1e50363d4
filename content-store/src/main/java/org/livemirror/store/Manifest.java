package org.livemirror.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a generation is made of: its pages, and what is told of it in lists. As JSON, layout version
 * {@value #LAYOUT}, one page a line; described for operators in {@code docs/formats.md}.
 *
 * @param generation its number
 * @param created when it was published
 * @param reason why, for people
 * @param files how many entries
 * @param bytes the sum of their sizes
 * @param pages in the order of their entries
 */
public record Manifest(
    int generation, Instant created, String reason, int files, long bytes, List<Page> pages) {
  /** The version this code writes and the only one it reads. */
  public static final int LAYOUT = 3;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  public Manifest {
    pages = List.copyOf(pages);
  }

  /** One page: where it starts, how many entries it has, and the blob that holds them. */
  public record Page(ContentPath first, int entries, Sha256 blob) {}

  /** Equal manifests give equal bytes. */
  byte[] write() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("layout", LAYOUT);
      json.writeNumberField("generation", generation);
      json.writeStringField("created", created.toString());
      json.writeStringField("reason", reason);
      json.writeNumberField("files", files);
      json.writeNumberField("bytes", this.bytes);
      json.writeArrayFieldStart("pages");
      for (Page page : pages) {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField("first", page.first().toString());
        json.writeNumberField("entries", page.entries());
        json.writeStringField("blob", page.blob().toString());
        json.writeEndObject();
      }
      json.writeRaw('\n');
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a manifest.
   *
   * @param where names it in errors
   * @throws DamagedStoreException if the bytes are not a manifest of version {@value #LAYOUT}
   */
  static Manifest read(byte[] bytes, String where) throws IOException {
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
      JsonNode list = root.required("pages");
      if (!list.isArray()) {
        throw new IllegalArgumentException("pages: found " + list + " (expected an array)");
      }
      List<Page> pages = new ArrayList<>();
      for (JsonNode node : list) {
        pages.add(
            new Page(
                ContentPath.of(text(node, "first")),
                (int) number(node, "entries", Integer.MAX_VALUE),
                Sha256.parse(text(node, "blob"))));
      }
      return new Manifest(
          (int) number(root, "generation", Integer.MAX_VALUE),
          Instant.parse(text(root, "created")),
          text(root, "reason"),
          (int) number(root, "files", Integer.MAX_VALUE),
          number(root, "bytes", Long.MAX_VALUE),
          pages);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
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
