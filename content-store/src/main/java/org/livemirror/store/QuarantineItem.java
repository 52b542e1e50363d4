package org.livemirror.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Content in the quarantine.
 *
 * @param name {@code 20110825T142710Z-<first 12 digits of sha256>-<file name>}
 * @param when it was set aside, to the second
 * @param sha256 of its bytes
 */
public record QuarantineItem(
    String name, Quarantine.Reason reason, Instant when, Sha256 sha256, long sizeBytes) {
  /** Oldest first; those of one second by name. */
  public static final Comparator<QuarantineItem> OLDEST_FIRST =
      Comparator.comparing(QuarantineItem::when).thenComparing(QuarantineItem::name);

  private static final String JSON_SUFFIX = ".json";

  /** Only what bears such a name is a quarantine's own to remove. */
  private static final Pattern NAME = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{12}-[^/]+");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHA256_DIGITS = 12;
  private static final int MAX_FILE_NAME = 200;

  /** The item of content that is set aside now. */
  public static QuarantineItem of(Instant now, Digests digests, Quarantine.Reason reason) {
    Instant when = now.truncatedTo(ChronoUnit.SECONDS);
    String hex = digests.sha256().toString().substring(0, SHA256_DIGITS);
    String name = TIME.format(when) + "-" + hex + "-" + safe(reason.path().fileName());
    return new QuarantineItem(name, reason, when, digests.sha256(), digests.sizeBytes());
  }

  /** Whether a file or object is an item's bytes, or tells of one. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether it tells of one. */
  public static boolean isJson(String name) {
    return name.endsWith(JSON_SUFFIX);
  }

  /** The name of what tells of the item that has the bytes {@code name}. */
  public static String jsonOf(String name) {
    return name + JSON_SUFFIX;
  }

  /** The name of the bytes that {@code json} tells of. */
  public static String ofJson(String json) {
    return json.substring(0, json.length() - JSON_SUFFIX.length());
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @param where names it in errors
   */
  public static QuarantineItem read(String name, byte[] bytes, String where)
      throws DamagedStoreException {
    try {
      JsonNode json = JSON.readTree(bytes);
      return new QuarantineItem(
          name,
          new Quarantine.Reason(
              ContentPath.of(json.path("path").asText()),
              json.path("source").asText(),
              json.path("rule").asText(),
              json.path("message").asText()),
          Instant.parse(json.path("when").asText()),
          Sha256.parse(json.path("sha256").asText()),
          json.path("size").longValue());
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw new DamagedStoreException(
          where + ": tells of nothing in the quarantine; remove it and the file beside it", e);
    }
  }

  /** What tells of the item, for the file beside its bytes. */
  public byte[] json() {
    return JSON.createObjectNode()
        .put("path", reason.path().toString())
        .put("source", reason.source())
        .put("rule", reason.rule())
        .put("message", reason.message())
        .put("when", when.toString())
        .put("sha256", sha256.toString())
        .put("size", sizeBytes)
        .toPrettyString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Of a long name the end is kept, where the extension is. A name never ends in .json. */
  private static String safe(String fileName) {
    String end = fileName.substring(Math.max(0, fileName.length() - MAX_FILE_NAME));
    return end.replaceAll("[^A-Za-z0-9._$-]", "_").replaceAll("\\.json$", "_json");
  }
}
