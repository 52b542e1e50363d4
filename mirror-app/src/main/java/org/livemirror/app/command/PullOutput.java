package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.livemirror.app.wiring.PullText;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.pull.PullPreview;
import org.livemirror.core.pull.PullReport;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.trust.Refusal;
import org.livemirror.store.ContentPath;

/** Pull reports and previews as lines and as JSON. */
final class PullOutput {
  private PullOutput() {}

  static int status(PullReport report) {
    return report.outcome() instanceof Outcome.Refused ? ExitStatus.REFUSED : ExitStatus.DONE;
  }

  static void print(PullReport report, Output output) {
    if (report.outcome() instanceof Outcome.Refused refused) {
      refused.refusals().forEach(refusal -> output.line("refused %s", refusal.message()));
      refused
          .setAside()
          .forEach(each -> output.line("set aside %s: %s", each.file(), each.place()));
    }
    report
        .rolledBack()
        .forEach(
            path ->
                output.line(
                    "not taken %s: it was rolled back; `generations allow` lets it come", path));
    report.repairs().repaired().forEach(path -> output.line("repaired %s", path));
    report
        .repairs()
        .lost()
        .forEach(each -> output.line("not repaired %s: %s", each.path(), each.reason()));
    output.line("%s: %s", report.source(), PullText.summary(report));
  }

  static void print(PullPreview preview, Output output) {
    preview.refusals().forEach(refusal -> output.line("refused %s", refusal.message()));
    preview.toFetch().forEach(path -> output.line("fetch %s", path));
    preview.toDrop().forEach(path -> output.line("drop %s", path));
    output.line(
        "%s: would fetch %d packages, %s%s; drop %d; content now %s, after %s",
        preview.source(),
        preview.toFetch().size(),
        PullText.bytes(preview.bytesToFetch()),
        preview.unknownSizes() == 0 ? "" : " and " + preview.unknownSizes() + " of unknown size",
        preview.toDrop().size(),
        PullText.bytes(preview.bytesNow()),
        PullText.bytes(preview.bytesAfter()));
  }

  static ObjectNode json(PullReport report) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("source", report.source());
    node.put("outcome", report.outcome().getClass().getSimpleName());
    if (report.outcome() instanceof Outcome.Published published) {
      node.put("generation", published.generation().number());
      node.put("channel", published.channel().toString());
      node.put("held", published.held());
    }
    node.put("catalogs", report.catalogs());
    node.put("fetchedBytes", report.fetchedBytes());
    node.put("kept", report.kept());
    node.set("fetched", paths(report.fetched()));
    node.set("notOffered", products(report.notOffered()));
    node.set("rolledBack", paths(report.rolledBack()));
    node.set("stale", paths(report.stale()));
    node.set("repaired", paths(report.repairs().repaired()));
    ArrayNode lost = node.putArray("notRepaired");
    report
        .repairs()
        .lost()
        .forEach(
            each ->
                lost.addObject().put("path", each.path().toString()).put("reason", each.reason()));
    Outcome.Refused refused =
        report.outcome() instanceof Outcome.Refused found
            ? found
            : new Outcome.Refused(List.of(), List.of());
    node.set("refused", refusals(refused.refusals()));
    ArrayNode setAside = node.putArray("setAside");
    refused
        .setAside()
        .forEach(each -> setAside.addObject().put("file", each.file()).put("place", each.place()));
    return node;
  }

  static ObjectNode json(PullPreview preview) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("source", preview.source());
    node.put("bytesToFetch", preview.bytesToFetch());
    node.put("unknownSizes", preview.unknownSizes());
    node.put("bytesNow", preview.bytesNow());
    node.put("bytesAfter", preview.bytesAfter());
    node.set("toFetch", paths(preview.toFetch()));
    node.set("toDrop", paths(preview.toDrop()));
    node.set("notOffered", products(preview.notOffered()));
    node.set("refused", refusals(preview.refusals()));
    return node;
  }

  static ObjectNode json(Refusal refusal) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("file", refusal.file())
        .put("rule", refusal.rule())
        .put("found", refusal.found())
        .put("expected", refusal.expected());
  }

  private static ArrayNode refusals(List<Refusal> refusals) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    refusals.forEach(refusal -> array.add(json(refusal)));
    return array;
  }

  static ArrayNode paths(List<ContentPath> paths) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    paths.forEach(path -> array.add(path.toString()));
    return array;
  }

  private static ArrayNode products(List<ProductId> products) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    products.forEach(product -> array.add(product.toString()));
    return array;
  }
}
