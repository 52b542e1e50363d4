package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.config.Values;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.ScrubText;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.scrub.Damage;
import org.livemirror.core.scrub.ScrubReport;
import org.livemirror.store.Sha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code scrub}: reads all that is published again, and repairs what is damaged. */
@Command(
    name = "scrub",
    description =
        "Read all that is published again, take damaged files out of service and fetch them again.",
    mixinStandardHelpOptions = true)
public final class ScrubCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--rate",
      paramLabel = "SIZE",
      description =
          "Bytes to read in a second, such as 100MB; 0 for no limit. Default: scrub.rate.")
  private @Nullable String rate;

  @Option(
      names = "--repair",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Fetch what is damaged again from where it came; this is the default.")
  private boolean repair;

  @Override
  public Integer call() throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      ScrubReport report = mirror.scrubber(PATIENCE).scrub(bytesPerSecond(mirror), false, d -> {});
      Map<Sha256, String> lost = lost(mirror, report.damages());
      output.report(json(report, lost), lines -> print(report, lost, lines));
      if (report.stopped().isPresent()) {
        return ExitStatus.FAILED;
      }
      return lost.isEmpty() && report.generations().isEmpty()
          ? ExitStatus.DONE
          : ExitStatus.REFUSED;
    }
  }

  private long bytesPerSecond(Mirror mirror) throws ConfigException {
    try {
      return rate == null ? mirror.config().scrub().bytesPerSecond() : Values.size(rate);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(List.of("--rate: " + e.getMessage()));
    }
  }

  /** Why each of the damaged blobs that are not served again is not. */
  private Map<Sha256, String> lost(Mirror mirror, List<Damage> damages) throws ConfigException {
    if (repair) {
      return mirror.repair(damages, PATIENCE);
    }
    Map<Sha256, String> lost = new HashMap<>();
    for (Damage each : damages) {
      if (!each.entries().get(0).path().equals(Publisher.FLAG)) {
        lost.put(each.blob(), "as asked; the next pull repairs it");
      }
    }
    return lost;
  }

  private static void print(ScrubReport report, Map<Sha256, String> lost, Output lines) {
    for (Damage each : report.damages()) {
      lines.line(
          "%s",
          "damaged "
              + each.message()
              + "; "
              + each.done()
              + "; "
              + (lost.containsKey(each.blob())
                  ? "not repaired: " + lost.get(each.blob())
                  : "repaired from " + each.source()));
    }
    report.generations().forEach(each -> lines.line("%s", "damaged " + each));
    lines.line(
        "%s",
        ScrubText.summary(report)
            + (report.damages().isEmpty()
                ? ""
                : ", " + (report.damages().size() - lost.size()) + " repaired"));
  }

  private static ObjectNode json(ScrubReport report, Map<Sha256, String> lost) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("blobs", report.blobs());
    node.put("bytes", report.bytes());
    node.put("seconds", report.took().toMillis() / 1000.0);
    report.stopped().ifPresent(reason -> node.put("stopped", reason));
    ArrayNode damages = node.putArray("damages");
    for (Damage each : report.damages()) {
      ObjectNode damage =
          damages
              .addObject()
              .put("blob", each.blob().toString())
              .put("kind", each.kind().name())
              .put("generation", each.generation())
              .put("source", each.source())
              .put("found", each.found())
              .put("expected", each.expected())
              .put("outOfService", each.outOfService())
              .put("done", each.done())
              .put("repaired", !lost.containsKey(each.blob()));
      if (lost.containsKey(each.blob())) {
        damage.put("reason", lost.get(each.blob()));
      }
      ArrayNode paths = damage.putArray("paths");
      each.entries().forEach(entry -> paths.add(entry.path().toString()));
    }
    ArrayNode generations = node.putArray("generations");
    report.generations().forEach(generations::add);
    return node;
  }
}
