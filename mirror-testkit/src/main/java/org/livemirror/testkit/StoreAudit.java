package org.livemirror.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads a store's folder by {@code docs/formats.md} alone, without the store's own code, and tells
 * all that is not whole: blobs whose bytes are not their name's, manifests, pages and entries that
 * do not hold, pointers to nothing, documents that are not JSON. For one thread.
 */
public final class StoreAudit {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Path data;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Long> blobs = new TreeMap<>();
  private final Map<Integer, Map<String, JsonNode>> generations = new TreeMap<>();
  private final Map<String, Integer> pointers = new TreeMap<>();

  private StoreAudit(Path data) {
    this.data = data;
  }

  /** Reads all of it. */
  public static StoreAudit of(Path data) throws IOException {
    StoreAudit audit = new StoreAudit(data);
    audit.readBlobs(data.resolve("blobs").resolve("sha256"), "");
    for (Path folder : children(data.resolve("generations"))) {
      Path manifest = folder.resolve("manifest.json");
      if (Files.exists(manifest)) {
        audit.readGeneration(Integer.parseInt(name(folder)), Files.readAllBytes(manifest));
      }
    }
    audit.readPointer("CURRENT");
    audit.readPointer("TESTING");
    for (Path file : children(data)) {
      if (name(file).endsWith(".json")) {
        audit.readJson(file);
      }
    }
    audit.readQuarantine();
    return audit;
  }

  /** What is not whole; empty if all is. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /** All blobs, by name. */
  public Set<String> blobs() {
    return new TreeSet<>(blobs.keySet());
  }

  /** The numbers of all generations. */
  public List<Integer> generations() {
    return List.copyOf(generations.keySet());
  }

  /** The number that {@code CURRENT} or {@code TESTING} names. */
  public Optional<Integer> pointer(String name) {
    return Optional.ofNullable(pointers.get(name));
  }

  /** Path → blob of what {@code CURRENT} or {@code TESTING} names; empty if there is none. */
  public Map<String, String> served(String pointer) {
    Map<String, String> served = new TreeMap<>();
    entries(pointer).forEach((path, entry) -> served.put(path, entry.path("blob").asText()));
    return served;
  }

  private Map<String, JsonNode> entries(String pointer) {
    return generations.getOrDefault(pointers.getOrDefault(pointer, 0), Map.of());
  }

  /** Names of files in {@code incoming/}. */
  public List<String> incoming() throws IOException {
    return children(data.resolve("incoming")).stream().map(StoreAudit::name).toList();
  }

  private void readBlobs(Path folder, String prefix) throws IOException {
    for (Path file : children(folder)) {
      if (Files.isDirectory(file)) {
        readBlobs(file, prefix + name(file));
        continue;
      }
      String found = sha256(file);
      if (!found.equals(name(file)) || !found.startsWith(prefix)) {
        problems.add("blob " + file + " has SHA-256 " + found);
      }
      blobs.put(name(file), Files.size(file));
    }
  }

  private void readGeneration(int number, byte[] bytes) {
    Map<String, JsonNode> entries = new TreeMap<>();
    generations.put(number, entries);
    try {
      JsonNode manifest = JSON.readTree(bytes);
      expect(number, "generation", manifest.required("generation").intValue(), number);
      long size = 0;
      for (JsonNode page : manifest.required("pages")) {
        String blob = page.required("blob").textValue();
        int before = entries.size();
        readPage(blob, entries);
        expect(number, "entries", entries.size() - before, page.required("entries").intValue());
      }
      for (JsonNode entry : entries.values()) {
        String blob = entry.required("blob").textValue();
        size += entry.required("size").longValue();
        expect(
            number,
            entry.required("path").asText(),
            blobs.getOrDefault(blob, -1L),
            entry.required("size").asLong());
      }
      expect(number, "files", entries.size(), manifest.required("files").intValue());
      expect(number, "bytes", size, manifest.required("bytes").longValue());
    } catch (IOException | IllegalArgumentException e) {
      problems.add("generation " + number + ": " + e);
    }
    for (Map.Entry<String, List<String>> each : packagesOf(entries).entrySet()) {
      for (String missing : each.getValue()) {
        if (!entries.containsKey(missing)) {
          problems.add("generation " + number + ": " + each.getKey() + " names " + missing);
        }
      }
    }
  }

  private static Map<String, List<String>> packagesOf(Map<String, JsonNode> entries) {
    Map<String, List<String>> packages = new TreeMap<>();
    entries.forEach(
        (path, entry) -> {
          String folder = path.substring(0, path.lastIndexOf('/') + 1);
          for (JsonNode file : entry.at("/facts/catalog/files")) {
            packages.computeIfAbsent(path, unused -> new ArrayList<>()).add(folder + file.asText());
          }
        });
    return packages;
  }

  private void readPage(String blob, Map<String, JsonNode> entries) throws IOException {
    Path file =
        data.resolve("blobs")
            .resolve("sha256")
            .resolve(blob.substring(0, 2))
            .resolve(blob.substring(2, 4))
            .resolve(blob);
    try (InputStream in = Files.newInputStream(file);
        MappingIterator<JsonNode> lines = JSON.readerFor(JsonNode.class).readValues(in)) {
      JsonNode common = lines.next().required("common");
      while (lines.hasNext()) {
        ObjectNode entry = (ObjectNode) lines.next();
        entry.set("facts", merged(common, entry.path("facts")));
        entries.put(entry.required("path").textValue(), entry);
      }
    }
  }

  /** RFC 7396, as its section 2 spells it. */
  private static JsonNode merged(JsonNode target, JsonNode patch) {
    ObjectNode result = target.isObject() ? target.deepCopy() : JSON.createObjectNode();
    for (Map.Entry<String, JsonNode> each : patch.properties()) {
      JsonNode value = each.getValue();
      if (value.isNull()) {
        result.remove(each.getKey());
      } else {
        result.set(
            each.getKey(), value.isObject() ? merged(result.path(each.getKey()), value) : value);
      }
    }
    return result;
  }

  private void expect(int number, String what, Object found, Object expected) {
    if (!String.valueOf(found).equals(String.valueOf(expected))) {
      problems.add(
          "generation " + number + ": " + what + " " + found + " (expected " + expected + ")");
    }
  }

  private void readPointer(String name) throws IOException {
    Path file = data.resolve(name);
    if (!Files.exists(file)) {
      return;
    }
    String line = Files.readString(file, StandardCharsets.US_ASCII);
    if (!line.matches("\\d{6,9} [0-9a-f]{64}\n")) {
      problems.add(name + " is '" + line + "'");
      return;
    }
    String number = line.substring(0, line.indexOf(' '));
    Path manifest = data.resolve("generations").resolve(number).resolve("manifest.json");
    pointers.put(name, Integer.parseInt(number));
    if (!Files.exists(manifest)) {
      problems.add(name + " names " + number + ", which is not there");
    } else if (!line.strip().endsWith(sha256(manifest))) {
      problems.add(name + " is '" + line.strip() + "', the manifest has " + sha256(manifest));
    }
  }

  private JsonNode readJson(Path file) throws IOException {
    try {
      JsonNode json = JSON.readTree(Files.readAllBytes(file));
      if (!json.isObject()) {
        problems.add(file + " is no object");
      }
      return json;
    } catch (JsonProcessingException e) {
      problems.add(file + " is no JSON: " + e.getMessage());
      return JSON.createObjectNode();
    }
  }

  private void readQuarantine() throws IOException {
    for (Path file : children(data.resolve("quarantine"))) {
      if (name(file).endsWith(".json")) {
        String told = readJson(file).path("sha256").asText();
        Path bytes = file.resolveSibling(name(file).substring(0, name(file).length() - 5));
        if (!Files.exists(bytes) || !sha256(bytes).equals(told)) {
          problems.add(file + " tells of " + told + ", which is not beside it");
        }
      }
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        files.forEach(children::add);
      }
    }
    return children;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static String sha256(Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      byte[] buffer = new byte[64 << 10];
      while (in.read(buffer) >= 0) {}
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
