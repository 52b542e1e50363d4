package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.core.publish.GenerationDiff;
import org.livemirror.core.publish.Releases;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;
import org.livemirror.store.Sha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code generations}: what was published, and which of it clients are served. */
@Command(
    name = "generations",
    description = "Published history: look at it, roll back, hold, promote what was tested.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class GenerationsCommand {
  private static final int MAX_LABEL = 200;

  @Command(
      name = "list",
      description = {
        "All generations, oldest first: * is what production serves, t what is tested.",
        "Then whether switching is held, and what was rolled back."
      },
      mixinStandardHelpOptions = true)
  int list(@Mixin ConfigOption config, @Mixin Output output) throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      GenerationsState state = GenerationsState.read(mirror);
      GenerationsList list = GenerationsList.read(mirror, state);
      output.report(
          list.json(),
          lines -> {
            list.print(lines);
            state.printDecisions(lines);
          });
      return ExitStatus.DONE;
    }
  }

  @Command(
      name = "state",
      description =
          "What production and testing serve, whether switching is held, what was rolled back.",
      mixinStandardHelpOptions = true)
  int state(@Mixin ConfigOption config, @Mixin Output output) throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      GenerationsState state = GenerationsState.read(mirror);
      output.report(state.json(), state::print);
      return ExitStatus.DONE;
    }
  }

  @Command(
      name = "show",
      description = "One generation: its files and bytes by source and by product.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin ConfigOption config,
      @Mixin Output output,
      @Parameters(paramLabel = "N", description = "Its number.") int number,
      @Option(names = "--files", description = "Every file, too.") boolean files)
      throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      check(mirror, number);
      GenerationShow show =
          GenerationShow.of(
              mirror.store().generations().load(number), GenerationsState.read(mirror));
      output.report(show.json(files), lines -> show.print(lines, files));
      return ExitStatus.DONE;
    }
  }

  @Command(
      name = "diff",
      description = "What changed from one generation to another: files, revisions of catalogs.",
      mixinStandardHelpOptions = true)
  int diff(
      @Mixin ConfigOption config,
      @Mixin Output output,
      @Parameters(index = "0", paramLabel = "A", description = "The earlier number.") int from,
      @Parameters(index = "1", paramLabel = "B", description = "The later number.") int to)
      throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      check(mirror, from);
      check(mirror, to);
      GenerationDiff diff =
          GenerationDiff.of(
              mirror.store().generations().load(from), mirror.store().generations().load(to));
      output.report(
          DiffOutput.json(from, to, diff), lines -> DiffOutput.print(from, to, diff, lines));
      return ExitStatus.DONE;
    }
  }

  @Command(
      name = "rollback",
      description = {
        "Make production serve an earlier generation, or any other.",
        "Catalogs that are taken back by this do not come back with the next pull, but only as something newer."
      },
      mixinStandardHelpOptions = true)
  int rollback(
      @Mixin ConfigOption config,
      @Mixin Output output,
      @Parameters(paramLabel = "N", description = "The number of that generation.") int number)
      throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      check(mirror, number);
      List<ContentPath> back = mirror.switching().rollBack(number).stream().sorted().toList();
      ObjectNode document = JsonNodeFactory.instance.objectNode().put("generation", number);
      document.set("rolledBack", PullOutput.paths(back));
      output.report(
          document,
          lines -> {
            lines.line("production serves generation %d", number);
            back.forEach(path -> lines.line("does not come back by itself: %s", path));
            if (!back.isEmpty()) {
              lines.line("something newer is taken; `generations allow` lets the same come again");
            }
          });
      return ExitStatus.DONE;
    }
  }

  @Command(
      name = "allow",
      description = "Let catalogs that were rolled back come with the next pull again.",
      mixinStandardHelpOptions = true)
  int allow(
      @Mixin ConfigOption config,
      @Mixin Output output,
      @Parameters(paramLabel = "NAME", arity = "0..*", description = "Their names; default: all.")
          @Nullable List<String> names)
      throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      Map<String, Sha256> rolledBack = Releases.read(mirror.store().documents()).rolledBack();
      List<ContentPath> allowed = chosen(names == null ? List.of() : names, rolledBack);
      if (!allowed.isEmpty()) {
        mirror.switching().allowBack(allowed);
      }
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      document.set("allowed", PullOutput.paths(allowed));
      output.report(
          document,
          lines -> {
            allowed.forEach(path -> lines.line("comes with the next pull: %s", path));
            if (allowed.isEmpty()) {
              lines.line("nothing was rolled back");
            }
          });
      return ExitStatus.DONE;
    }
  }

  private static List<ContentPath> chosen(List<String> names, Map<String, Sha256> rolledBack)
      throws ConfigException {
    if (names.isEmpty()) {
      return rolledBack.keySet().stream().sorted().map(ContentPath::of).toList();
    }
    List<ContentPath> chosen = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      Optional<ContentPath> path = ContentPath.parse(name);
      if (path.isPresent() && rolledBack.containsKey(path.get().key())) {
        chosen.add(path.get());
      } else {
        problems.add(
            name
                + ": found no such catalog that was rolled back (expected one of "
                + rolledBack.keySet().stream().sorted().toList()
                + ")");
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return chosen;
  }

  @Command(
      name = "hold",
      description = "From now on nothing reaches production by itself: pulls go to testing.",
      mixinStandardHelpOptions = true)
  int hold(@Mixin ConfigOption config, @Mixin Output output) throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      mirror.switching().hold();
      return report(mirror, output);
    }
  }

  @Command(
      name = "release",
      description =
          "End a hold. What came meanwhile reaches production by `promote`, or with the next pull of a source without mustTest.",
      mixinStandardHelpOptions = true)
  int release(@Mixin ConfigOption config, @Mixin Output output)
      throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      mirror.switching().release();
      return report(mirror, output);
    }
  }

  private static int report(Mirror mirror, Output output) throws IOException {
    GenerationsState state = GenerationsState.read(mirror);
    output.report(state.json(), state::print);
    return ExitStatus.DONE;
  }

  @Command(
      name = "promote",
      description = "Make production serve what is tested, even while switching is held.",
      mixinStandardHelpOptions = true)
  int promote(@Mixin ConfigOption config, @Mixin Output output)
      throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      Optional<Generation> promoted = mirror.switching().promote();
      output.report(
          JsonNodeFactory.instance
              .objectNode()
              .put("promoted", promoted.map(Generation::number).orElse(null)),
          lines ->
              lines.line(
                  promoted
                      .map(generation -> "production serves generation " + generation.number())
                      .orElse("nothing is tested that production does not serve")));
      return ExitStatus.DONE;
    }
  }

  @Command(
      name = "label",
      description = "Name a generation; it is kept as long as it has a name.",
      mixinStandardHelpOptions = true)
  int label(
      @Mixin ConfigOption config,
      @Mixin Output output,
      @Parameters(index = "0", paramLabel = "N", description = "Its number.") int number,
      @Parameters(
              index = "1",
              paramLabel = "TEXT",
              description = "The name; empty text takes it away.")
          String text)
      throws ConfigException, IOException {
    String label = text.strip();
    if (label.length() > MAX_LABEL || label.chars().anyMatch(Character::isISOControl)) {
      throw new ConfigException(
          List.of(
              "TEXT: found no label (expected one line of at most " + MAX_LABEL + " characters)"));
    }
    try (Mirror mirror = config.open()) {
      check(mirror, number);
      mirror.switching().label(number, label);
      output.report(
          JsonNodeFactory.instance.objectNode().put("generation", number).put("label", label),
          lines ->
              lines.line(
                  "generation %d %s",
                  number, label.isEmpty() ? "has no label" : "is labelled " + label));
      return ExitStatus.DONE;
    }
  }

  private static void check(Mirror mirror, int number) throws ConfigException, IOException {
    List<Integer> numbers = mirror.store().generations().numbers();
    if (!numbers.contains(number)) {
      throw new ConfigException(
          List.of(
              "generation "
                  + number
                  + ": found none of that number (expected "
                  + (numbers.isEmpty()
                      ? "something published first"
                      : "one of `generations list`, from "
                          + numbers.get(0)
                          + " to "
                          + numbers.get(numbers.size() - 1))
                  + ")"));
    }
  }
}
