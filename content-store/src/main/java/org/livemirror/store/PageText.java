package org.livemirror.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of the entries in a page: one object a line, so that ordinary tools can read and
 * compare it.
 */
final class PageText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode NO_FACTS = JsonNodeFactory.instance.objectNode();

  private PageText() {}

  /** Takes the lines of a page in their order. */
  interface Visitor {
    void line(Entry entry, JsonNode facts);
  }

  /** Writes lines. For one thread. */
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator json;

    Writer() throws IOException {
      json = new JsonFactory().createGenerator(bytes);
      json.setCodec(JSON);
      json.setRootValueSeparator(null);
    }

    void line(Entry entry, JsonNode facts) throws IOException {
      json.writeStartObject();
      json.writeStringField("path", entry.path().toString());
      json.writeStringField("blob", entry.blob().toString());
      json.writeNumberField("size", entry.sizeBytes());
      json.writeStringField("modified", entry.modified().toString());
      json.writeStringField("kind", entry.kind().name().toLowerCase(Locale.ROOT));
      if (entry.isDropped()) {
        json.writeStringField("until", entry.until().orElseThrow().toString());
      }
      if (!facts.isEmpty()) {
        json.writeFieldName("facts");
        json.writeTree(facts);
      }
      json.writeEndObject();
      json.writeRaw('\n');
    }

    byte[] finish() throws IOException {
      json.close();
      return bytes.toByteArray();
    }
  }

  /**
   * Reads lines.
   *
   * @param withFacts whether facts are wanted; passing over them is cheaper
   * @param where names the page in errors
   * @throws DamagedStoreException if the bytes are not a page
   */
  static void read(byte[] bytes, boolean withFacts, String where, Visitor visitor)
      throws DamagedStoreException {
    try (JsonParser json = JSON.getFactory().createParser(bytes)) {
      while (json.nextToken() != null) {
        readLine(json, withFacts, visitor);
      }
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw new DamagedStoreException(where + ": not a page of entries: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  private static void readLine(JsonParser json, boolean withFacts, Visitor visitor)
      throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "a line");
    String path = null;
    String blob = null;
    long size = -1;
    String modified = null;
    String kind = null;
    String until = null;
    JsonNode facts = NO_FACTS;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "path" -> path = text(json, field);
        case "blob" -> blob = text(json, field);
        case "size" -> {
          expect(value, JsonToken.VALUE_NUMBER_INT, field);
          size = json.getLongValue();
        }
        case "modified" -> modified = text(json, field);
        case "kind" -> kind = text(json, field);
        case "until" -> until = text(json, field);
        case "facts" -> {
          expect(value, JsonToken.START_OBJECT, field);
          if (withFacts) {
            facts = json.readValueAsTree();
          } else {
            json.skipChildren();
          }
        }
        default -> throw new IllegalArgumentException("a field '" + field + "' (expected none)");
      }
    }
    if (size < 0) {
      throw new IllegalArgumentException("no size (expected a number of bytes)");
    }
    Entry entry =
        new Entry(
            ContentPath.of(present(path, "path")),
            Sha256.parse(present(blob, "blob")),
            size,
            Instant.parse(present(modified, "modified")),
            Entry.Kind.valueOf(present(kind, "kind").toUpperCase(Locale.ROOT)));
    visitor.line(until == null ? entry : entry.dropped(Instant.parse(until)), facts);
  }

  private static String text(JsonParser json, String field) throws IOException {
    expect(json.currentToken(), JsonToken.VALUE_STRING, field);
    return json.getText();
  }

  private static String present(@Nullable String value, String field) {
    if (value == null) {
      throw new IllegalArgumentException("no " + field);
    }
    return value;
  }

  private static void expect(@Nullable JsonToken found, JsonToken expected, String field) {
    if (found != expected) {
      throw new IllegalArgumentException(
          field + ": found " + found + " (expected " + expected + ")");
    }
  }
}
