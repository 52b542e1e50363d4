package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.livemirror.app.wiring.PullText;
import org.livemirror.core.publish.GenerationSummary;
import org.livemirror.core.publish.GenerationSummary.Product;
import org.livemirror.core.publish.GenerationSummary.Sum;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;

/** One generation as lines and as JSON. */
record GenerationShow(Generation generation, GenerationSummary summary, GenerationsState state) {
  static GenerationShow of(Generation generation, GenerationsState state) throws IOException {
    return new GenerationShow(generation, GenerationSummary.of(generation), state);
  }

  private Sum all() {
    return Sum.of(generation.entries());
  }

  void print(Output lines, boolean files) {
    int number = generation.number();
    lines.line("generation  %d%s", number, served(number));
    lines.line("created     %s", generation.created());
    lines.line("reason      %s", generation.reason());
    state.label(number).ifPresent(label -> lines.line("label       %s", label));
    lines.line("holds       %s", text(all()));
    summary
        .bySource()
        .forEach((source, sum) -> lines.line("source      %s: %s", source, text(sum)));
    for (Product product : summary.products()) {
      lines.line(
          "product     %s: %s; %s",
          product.id(), revisions(product.revisions()), text(product.sum()));
    }
    if (summary.dropped().files() > 0) {
      lines.line("dropped     %s, kept for clients that are under way", text(summary.dropped()));
    }
    if (files) {
      for (Entry entry : generation.entries()) {
        lines.line(
            "file        %12d  %s  %s%s",
            entry.sizeBytes(),
            entry.modified(),
            entry.path(),
            entry.until().map(until -> "  (dropped, kept until " + until + ")").orElse(""));
      }
    }
  }

  private String served(int number) {
    if (state.isProduction(number)) {
      return ", served by production";
    }
    return state.isTesting(number) ? ", tested" : "";
  }

  private static String text(Sum sum) {
    return sum.files() + " files, " + PullText.bytes(sum.bytes());
  }

  /** {@code CurDefs 110825002, HubDefs 110801003}. */
  static String revisions(Map<String, Long> revisions) {
    return revisions.entrySet().stream()
        .map(each -> each.getKey() + " " + each.getValue())
        .collect(Collectors.joining(", "));
  }

  static ObjectNode json(Map<String, Long> revisions) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    revisions.forEach(node::put);
    return node;
  }

  ObjectNode json(boolean files) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("generation", generation.number())
        .put("created", generation.created().toString())
        .put("reason", generation.reason());
    put(all(), node);
    state.put(generation.number(), node);
    ArrayNode sources = node.putArray("sources");
    summary
        .bySource()
        .forEach((source, sum) -> put(sum, sources.addObject().put("source", source)));
    ArrayNode products = node.putArray("products");
    for (Product product : summary.products()) {
      ObjectNode each =
          products
              .addObject()
              .put("product", product.id().product())
              .put("version", product.id().version())
              .put("language", product.id().language())
              .put("catalog", product.catalog().toString());
      each.set("revisions", json(product.revisions()));
      put(product.sum(), each);
    }
    put(summary.dropped(), node.putObject("dropped"));
    if (files) {
      ArrayNode entries = node.putArray("entries");
      generation.entries().forEach(entry -> put(entry, entries.addObject()));
    }
    return node;
  }

  static void put(Sum sum, ObjectNode node) {
    node.put("files", sum.files()).put("bytes", sum.bytes());
  }

  static void put(Entry entry, ObjectNode node) {
    node.put("path", entry.path().toString())
        .put("bytes", entry.sizeBytes())
        .put("sha256", entry.blob().toString())
        .put("modified", entry.modified().toString());
    entry.until().ifPresent(until -> node.put("until", until.toString()));
  }
}
