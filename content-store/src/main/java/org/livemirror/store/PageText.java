package org.livemirror.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a page, so that ordinary tools can read and compare it: a line with what the
 * facts of its entries have in common, then one object a line for each entry. An entry's facts are
 * what is common, changed by its own as a JSON Merge Patch (RFC 7396).
 */
final class PageText {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COMMON = "common";
  private static final ObjectNode NO_FACTS = JsonNodeFactory.instance.objectNode();

  private PageText() {}

  /** Takes the entries of a page in their order. */
  interface Visitor {
    void entry(Entry entry, JsonNode facts);
  }

  /**
   * Writes a page.
   *
   * @param facts of each entry, in the same order
   * @throws IllegalArgumentException if facts have a member that is null
   */
  static byte[] write(List<Entry> entries, List<ObjectNode> facts) throws IOException {
    ObjectNode common = CommonFacts.of(facts);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.setRootValueSeparator(null);
      json.writeStartObject();
      json.writeFieldName(COMMON);
      json.writeTree(common);
      json.writeEndObject();
      json.writeRaw('\n');
      for (int i = 0; i < entries.size(); i++) {
        write(json, entries.get(i), MergePatch.between(common, facts.get(i)));
      }
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Entry entry, ObjectNode ownFacts)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("path", entry.path().toString());
    json.writeStringField("blob", entry.blob().toString());
    json.writeNumberField("size", entry.sizeBytes());
    json.writeStringField("modified", entry.modified().toString());
    json.writeStringField("kind", entry.kind().name().toLowerCase(Locale.ROOT));
    if (entry.isDropped()) {
      json.writeStringField("until", entry.until().orElseThrow().toString());
    }
    if (!ownFacts.isEmpty()) {
      json.writeFieldName("facts");
      json.writeTree(ownFacts);
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /**
   * Reads a page.
   *
   * @param wanted of which paths, as spelled, facts are wanted; passing over them is cheaper
   * @param where names the page in errors
   * @throws DamagedStoreException if the bytes are not a page
   */
  static void read(byte[] bytes, Predicate<String> wanted, String where, Visitor visitor)
      throws DamagedStoreException {
    try {
      int from = afterLine(bytes);
      ObjectNode common = readCommon(bytes, from);
      EntryLines lines = new EntryLines(bytes, from, wanted);
      for (Entry entry = lines.next(); entry != null; entry = lines.next()) {
        visitor.entry(entry, NO_FACTS);
      }
      readOthers(bytes, lines.position(), common, wanted, visitor);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw new DamagedStoreException(where + ": not a page of entries: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  private static int afterLine(byte[] bytes) {
    int at = 0;
    while (at < bytes.length && bytes[at] != '\n') {
      at++;
    }
    return Math.min(at + 1, bytes.length);
  }

  private static void readOthers(
      byte[] bytes, int from, ObjectNode common, Predicate<String> wanted, Visitor visitor)
      throws IOException {
    if (from < bytes.length) {
      try (JsonParser json = JSON.getFactory().createParser(bytes, from, bytes.length - from)) {
        while (json.nextToken() != null) {
          readEntry(json, common, wanted, visitor);
        }
      }
    }
  }

  private static ObjectNode readCommon(byte[] bytes, int length) throws IOException {
    try (JsonParser json = JSON.getFactory().createParser(bytes, 0, length)) {
      ObjectNode common = readCommon(json);
      expect(json.nextToken(), null, "the first line");
      return common;
    }
  }

  private static ObjectNode readCommon(JsonParser json) throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT, "the first line");
    expect(json.nextToken(), JsonToken.FIELD_NAME, COMMON);
    if (!json.currentName().equals(COMMON)) {
      throw new IllegalArgumentException(
          "a field '" + json.currentName() + "' (expected '" + COMMON + "' in the first line)");
    }
    expect(json.nextToken(), JsonToken.START_OBJECT, COMMON);
    ObjectNode common = json.readValueAsTree();
    expect(json.nextToken(), JsonToken.END_OBJECT, "the first line");
    return common;
  }

  private static void readEntry(
      JsonParser json, ObjectNode common, Predicate<String> wanted, Visitor visitor)
      throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT, "a line");
    String path = null;
    String blob = null;
    long size = -1;
    String modified = null;
    String kind = null;
    String until = null;
    ObjectNode own = NO_FACTS;
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
          if (path == null || wanted.test(path)) {
            own = json.readValueAsTree();
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
            kind(present(kind, "kind")));
    visitor.entry(
        until == null ? entry : entry.dropped(Instant.parse(until)),
        wanted.test(path) ? MergePatch.apply(common, own) : NO_FACTS);
  }

  private static Entry.Kind kind(String text) {
    return switch (text) {
      case "package" -> Entry.Kind.PACKAGE;
      case "pointer" -> Entry.Kind.POINTER;
      default ->
          throw new IllegalArgumentException(
              "kind: found '" + text + "' (expected package or pointer)");
    };
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

  private static void expect(
      @Nullable JsonToken found, @Nullable JsonToken expected, String field) {
    if (found != expected) {
      throw new IllegalArgumentException(
          field + ": found " + found + " (expected " + expected + ")");
    }
  }
}
