package org.livemirror.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.core.publish.Publisher.Gate;
import org.livemirror.core.pull.PullReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code import}: content from removable media, through the same line as a pull. */
@Command(
    name = "import",
    description =
        "Take in a folder of content: verify all of it, then publish it beside what is served.",
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private Output output = new Output();
  @Mixin private AllowOption allow = new AllowOption();

  @Option(
      names = "--link",
      description =
          "Link packages into the store instead of copying them: nobody may write into these files"
              + " again.")
  private boolean link;

  @Option(
      names = "--test",
      description = "Publish to testing first; 'generations promote' brings it to production.")
  private boolean test;

  @Parameters(paramLabel = "PATH", description = "A folder with mini-TRIs and their packages.")
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private Path path;

  @Override
  public Integer call() throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      PullReport report =
          mirror.importFolder(path, link, test ? Gate.MUST_TEST : Gate.NONE, allow.paths());
      output.report(PullOutput.json(report), lines -> PullOutput.print(report, lines));
      return PullOutput.status(report);
    }
  }
}
