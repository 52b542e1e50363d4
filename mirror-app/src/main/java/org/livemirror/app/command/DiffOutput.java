package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.livemirror.app.wiring.PullText;
import org.livemirror.core.publish.GenerationDiff;
import org.livemirror.core.publish.GenerationDiff.CatalogChange;
import org.livemirror.core.publish.GenerationSummary.Sum;
import org.livemirror.store.Entry;

/** What differs between two generations, as lines and as JSON. */
final class DiffOutput {
  private DiffOutput() {}

  static void print(int from, int to, GenerationDiff diff, Output lines) {
    for (CatalogChange each : diff.catalogs()) {
      lines.line("catalog  %s: %s", each.path(), revisions(each));
    }
    diff.added()
        .forEach(entry -> lines.line("added    %s  %d bytes", entry.path(), entry.sizeBytes()));
    diff.removed()
        .forEach(entry -> lines.line("removed  %s  %d bytes", entry.path(), entry.sizeBytes()));
    diff.changed()
        .forEach(
            each ->
                lines.line(
                    "changed  %s  %d -> %d bytes",
                    each.to().path(), each.from().sizeBytes(), each.to().sizeBytes()));
    lines.line(
        "%d -> %d: %d files (%s) -> %d files (%s); %d added (%s), %d removed (%s), %d changed",
        from,
        to,
        diff.from().files(),
        PullText.bytes(diff.from().bytes()),
        diff.to().files(),
        PullText.bytes(diff.to().bytes()),
        diff.added().size(),
        PullText.bytes(Sum.of(diff.added()).bytes()),
        diff.removed().size(),
        PullText.bytes(Sum.of(diff.removed()).bytes()),
        diff.changed().size());
  }

  /** {@code CurDefs 110824050 -> 110825002, HubDefs none -> 110801003}. */
  private static String revisions(CatalogChange change) {
    TreeSet<String> sequences = new TreeSet<>(change.from().keySet());
    sequences.addAll(change.to().keySet());
    List<String> texts = new ArrayList<>();
    for (String sequence : sequences) {
      Long before = change.from().get(sequence);
      Long after = change.to().get(sequence);
      texts.add(
          sequence
              + " "
              + (before == null ? "none" : before)
              + " -> "
              + (after == null ? "none" : after));
    }
    return String.join(", ", texts);
  }

  static ObjectNode json(int from, int to, GenerationDiff diff) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    GenerationShow.put(diff.from(), node.putObject("from").put("generation", from));
    GenerationShow.put(diff.to(), node.putObject("to").put("generation", to));
    ArrayNode catalogs = node.putArray("catalogs");
    for (CatalogChange each : diff.catalogs()) {
      ObjectNode catalog = catalogs.addObject().put("path", each.path().toString());
      catalog.set("from", GenerationShow.json(each.from()));
      catalog.set("to", GenerationShow.json(each.to()));
    }
    node.set("added", entries(diff.added()));
    node.set("removed", entries(diff.removed()));
    ArrayNode changed = node.putArray("changed");
    for (GenerationDiff.Change each : diff.changed()) {
      ObjectNode change = changed.addObject().put("path", each.to().path().toString());
      GenerationShow.put(each.from(), change.putObject("from"));
      GenerationShow.put(each.to(), change.putObject("to"));
    }
    return node;
  }

  private static ArrayNode entries(List<Entry> entries) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    entries.forEach(entry -> GenerationShow.put(entry, array.addObject()));
    return array;
  }
}
