package org.livemirror.core.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.livemirror.store.ContentPath;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.Generation;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;

/**
 * What the operator decided about generations, kept across restarts in {@code releases.json}:
 * whether switching is held, labels, what was rolled back, what has been in testing since when, and
 * what production was promoted from last. For one thread.
 */
public final class Releases {
  /** The document it is kept in. */
  public static final String DOCUMENT = "releases.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Integer, String> labels = new TreeMap<>();
  private final Map<String, Sha256> rolledBack = new TreeMap<>();
  private final List<Trial> trials = new ArrayList<>();
  private Optional<Instant> heldSince = Optional.empty();
  private Optional<Promotion> promotion = Optional.empty();
  private byte[] stored = new byte[0];

  /** A generation that was put to the test, and when. */
  public record Trial(int generation, Instant since) {}

  /**
   * That a generation took the place of another in production.
   *
   * @param keptUntil how long packages of the other are served still
   */
  public record Promotion(int promoted, int replaced, Instant keptUntil) {}

  /** The decisions of a store; none for a new one. */
  public static Releases read(DocumentStore documents) throws IOException {
    Releases releases = new Releases();
    Optional<byte[]> bytes = documents.read(DOCUMENT);
    if (bytes.isPresent()) {
      try {
        releases.fill(JSON.readTree(bytes.get()));
        releases.stored = bytes.get();
      } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
        throw new DamagedStoreException(
            DOCUMENT
                + ": not what was decided about generations: "
                + e.getMessage()
                + "; restore it, or remove it to forget labels, hold and what was rolled back",
            e);
      }
    }
    return releases;
  }

  private void fill(JsonNode root) {
    if (root.hasNonNull("heldSince")) {
      heldSince = Optional.of(Instant.parse(root.get("heldSince").asText()));
    }
    if (root.hasNonNull("promotion")) {
      JsonNode last = root.get("promotion");
      promotion =
          Optional.of(
              new Promotion(
                  last.required("promoted").intValue(),
                  last.required("replaced").intValue(),
                  Instant.parse(last.required("keptUntil").asText())));
    }
    for (Map.Entry<String, JsonNode> each : root.required("labels").properties()) {
      labels.put(Integer.parseInt(each.getKey()), each.getValue().asText());
    }
    for (Map.Entry<String, JsonNode> each : root.required("rolledBack").properties()) {
      rolledBack.put(each.getKey(), Sha256.parse(each.getValue().asText()));
    }
    for (JsonNode each : root.required("trials")) {
      trials.add(
          new Trial(
              each.required("generation").intValue(),
              Instant.parse(each.required("since").asText())));
    }
  }

  /** Replaces the stored decisions by these, if anything changed. */
  public void write(DocumentStore documents, PublisherLock lock) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    heldSince.ifPresent(since -> root.put("heldSince", since.toString()));
    promotion.ifPresent(
        last ->
            root.putObject("promotion")
                .put("promoted", last.promoted())
                .put("replaced", last.replaced())
                .put("keptUntil", last.keptUntil().toString()));
    ObjectNode labelNodes = root.putObject("labels");
    labels.forEach((generation, label) -> labelNodes.put(String.valueOf(generation), label));
    ObjectNode rolledBackNodes = root.putObject("rolledBack");
    rolledBack.forEach((path, blob) -> rolledBackNodes.put(path, blob.toString()));
    ArrayNode trialNodes = root.putArray("trials");
    trials.forEach(
        trial ->
            trialNodes
                .addObject()
                .put("generation", trial.generation())
                .put("since", trial.since().toString()));
    byte[] bytes = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    if (!Arrays.equals(bytes, stored)) {
      documents.replace(lock, DOCUMENT, bytes);
      stored = bytes;
    }
  }

  /** Since when nothing reaches production by itself; empty if it does. */
  public Optional<Instant> heldSince() {
    return heldSince;
  }

  /** The last promotion that was one switch, whatever production serves now. */
  public Optional<Promotion> promotion() {
    return promotion;
  }

  /** Labels by generation. */
  public Map<Integer, String> labels() {
    return Map.copyOf(labels);
  }

  /** What was put to the test and not promoted yet, oldest first. */
  public List<Trial> trials() {
    return List.copyOf(trials);
  }

  /**
   * Those of {@link #trials} that reach production when they have been tested for long enough: the
   * newest that has been, and all that have not been yet.
   */
  public List<Trial> awaiting(Instant now, Duration soak) {
    Instant latest = now.minus(soak);
    Optional<Trial> soaked = soaked(latest);
    return trials.stream()
        .filter(trial -> trial.since().isAfter(latest) || soaked.equals(Optional.of(trial)))
        .toList();
  }

  /** The newest of what was put to the test that is old enough. */
  Optional<Trial> soaked(Instant latest) {
    return trials.stream()
        .filter(trial -> !trial.since().isAfter(latest))
        .max(Comparator.comparing(Trial::generation));
  }

  /** Catalogs that were rolled back and may not come back by themselves, by path in lower case. */
  public Map<String, Sha256> rolledBack() {
    return Map.copyOf(rolledBack);
  }

  /** What a generation serves of the catalogs that may not come back by themselves. */
  Set<ContentPath> rolledBackIn(Generation generation) throws IOException {
    return rolledBack.isEmpty()
        ? Set.of()
        : Layer.catalogsOf(generation).stream()
            .filter(placed -> isRolledBack(placed.path(), placed.item().entry().blob()))
            .map(Layer.Placed::path)
            .collect(Collectors.toSet());
  }

  boolean isRolledBack(ContentPath catalog, Sha256 blob) {
    return blob.equals(rolledBack.get(catalog.key()));
  }

  void hold(Instant now) {
    heldSince = Optional.of(heldSince.orElse(now));
  }

  void release() {
    heldSince = Optional.empty();
  }

  /** An empty label takes the label away. */
  void label(int generation, String label) {
    if (label.isEmpty()) {
      labels.remove(generation);
    } else {
      labels.put(generation, label);
    }
  }

  void rollBack(ContentPath catalog, Sha256 blob) {
    rolledBack.put(catalog.key(), blob);
  }

  /** Another catalog took the place of one that was rolled back, or the operator wants it again. */
  void forgetRollback(ContentPath catalog) {
    rolledBack.remove(catalog.key());
  }

  void forgetRollbacks() {
    rolledBack.clear();
  }

  void tried(int generation, Instant now) {
    trials.add(new Trial(generation, now));
  }

  /** A generation in testing was written again under another number. */
  void renumber(int from, int to) {
    trials.replaceAll(trial -> trial.generation() == from ? new Trial(to, trial.since()) : trial);
  }

  void promoted(int generation, int replaced, Instant keptUntil) {
    promotion = Optional.of(new Promotion(generation, replaced, keptUntil));
  }

  /** Forgets trials of generations that are gone; whether there were any. */
  public boolean keepTrials(Collection<Integer> generations) {
    return trials.removeIf(trial -> !generations.contains(trial.generation()));
  }

  /** Those up to a generation are decided upon. */
  void forgetTrials(int upTo) {
    trials.removeIf(trial -> trial.generation() <= upTo);
  }
}
