package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.livemirror.app.config.Config.SourceConfig;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.core.pull.PullPreview;
import org.livemirror.core.pull.PullReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pull}: one pull of the configured sources, now. */
@Command(
    name = "pull",
    description = "Pull from the configured sources now: fetch, verify, publish.",
    mixinStandardHelpOptions = true)
public final class PullCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private Output output = new Output();

  @Option(names = "--source", paramLabel = "NAME", description = "Pull this source only.")
  private @Nullable String source;

  @Option(
      names = "--dry-run",
      description = "Print what would be fetched and dropped; change nothing.")
  private boolean dryRun;

  @Override
  public Integer call() throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      List<SourceConfig> sources = chosen(mirror.config().sources());
      ArrayNode documents = JsonNodeFactory.instance.arrayNode();
      int status = ExitStatus.DONE;
      for (SourceConfig each : sources) {
        try {
          status =
              Math.max(
                  status,
                  dryRun ? preview(mirror, each, documents) : pull(mirror, each, documents));
        } catch (IOException e) {
          // The other sources are still worth pulling.
          output.error("source " + each.name() + ": " + e.getMessage());
          status = ExitStatus.FAILED;
        }
      }
      if (output.isJson()) {
        output.report(documents, lines -> {});
      }
      return status;
    }
  }

  private List<SourceConfig> chosen(List<SourceConfig> sources) throws ConfigException {
    List<SourceConfig> chosen =
        source == null
            ? sources
            : sources.stream().filter(each -> each.name().equals(source)).toList();
    if (chosen.isEmpty()) {
      String names = sources.stream().map(SourceConfig::name).toList().toString();
      throw new ConfigException(
          List.of(
              source == null
                  ? "sources: found none (expected at least one in the settings)"
                  : "--source: found " + source + " (expected one of " + names + ")"));
    }
    return chosen;
  }

  private int pull(Mirror mirror, SourceConfig each, ArrayNode documents)
      throws IOException, ConfigException {
    PullReport report = mirror.pull(each);
    documents.add(PullOutput.json(report));
    if (!output.isJson()) {
      PullOutput.print(report, output);
    }
    return PullOutput.status(report);
  }

  private int preview(Mirror mirror, SourceConfig each, ArrayNode documents)
      throws IOException, ConfigException {
    PullPreview preview = mirror.preview(each);
    documents.add(PullOutput.json(preview));
    if (!output.isJson()) {
      PullOutput.print(preview, output);
    }
    return preview.refusals().isEmpty() ? ExitStatus.DONE : ExitStatus.REFUSED;
  }
}
