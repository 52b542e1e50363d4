package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.core.publish.Releases;
import org.livemirror.store.Channel;
import org.livemirror.store.Pointer;

/**
 * Which generations are served, and what the operator decided about them.
 *
 * @param testing what is tested and not served by production yet
 * @param rolledBack catalogs that do not come back by themselves
 */
record GenerationsState(
    Optional<Integer> production,
    Optional<Integer> testing,
    Map<Integer, String> labels,
    Optional<Instant> heldSince,
    List<String> rolledBack) {
  static GenerationsState read(Mirror mirror) throws IOException {
    Releases releases = Releases.read(mirror.store().documents());
    return new GenerationsState(
        mirror.store().generations().pointer(Channel.PRODUCTION).map(Pointer::generation),
        mirror.switching().inTesting(),
        releases.labels(),
        releases.heldSince(),
        releases.rolledBack().keySet().stream().sorted().toList());
  }

  boolean isProduction(int number) {
    return production.filter(served -> served == number).isPresent();
  }

  boolean isTesting(int number) {
    return testing.filter(tested -> tested == number).isPresent();
  }

  Optional<String> label(int number) {
    return Optional.ofNullable(labels.get(number));
  }

  /** Adds to what is told of one generation. */
  void put(int number, ObjectNode node) {
    node.put("served", isProduction(number));
    node.put("tested", isTesting(number));
    label(number).ifPresent(label -> node.put("label", label));
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("production", production.orElse(null));
    node.put("testing", testing.orElse(null));
    node.put("heldSince", heldSince.map(Instant::toString).orElse(null));
    ArrayNode names = node.putArray("rolledBack");
    rolledBack.forEach(names::add);
    return node;
  }

  void print(Output lines) {
    lines.line(
        "production  %s",
        production.map(number -> "generation " + number).orElse("nothing published yet"));
    lines.line(
        "testing     %s",
        testing
            .map(number -> "generation " + number + "; production serves it by `promote`")
            .orElse("the same"));
    printDecisions(lines);
    if (heldSince.isEmpty()) {
      lines.line("switching   not held");
    }
  }

  /** Only what is out of the ordinary. */
  void printDecisions(Output lines) {
    heldSince.ifPresent(
        since ->
            lines.line(
                "switching   held since %s: pulls go to testing until `generations release`",
                since));
    rolledBack.forEach(
        name -> lines.line("rolled back %s: comes back as something newer, or by `allow`", name));
  }
}
