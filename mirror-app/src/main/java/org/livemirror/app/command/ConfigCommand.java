package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.livemirror.app.config.Config;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.config.Values;
import org.livemirror.app.config.YamlReader.Effective;
import org.livemirror.app.wiring.Https;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.Protecting;
import org.livemirror.core.trust.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code config}: whether the settings are good, and what is in force. */
@Command(
    name = "config",
    description = "Check or show the settings.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ConfigCommand {
  @Command(
      name = "check",
      description =
          "Read the settings and the files they name, certificates and passwords; tell every"
              + " problem at once.",
      mixinStandardHelpOptions = true)
  int check(@Mixin ConfigOption option, @Mixin Output output) throws ConfigException, IOException {
    Config config = option.load();
    List<String> problems = new ArrayList<>();
    Optional<TrustPolicy> policy = read(() -> Mirror.policy(config.trust()), problems);
    Optional<?> unused = read(() -> Protecting.passwords(config.http().protection()), problems);
    Optional<String> warning =
        read(() -> Https.check(config.http().https()), problems).flatMap(each -> each);
    if (policy.isEmpty() || !problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    int anchors = policy.get().anchors().size();
    ObjectNode document =
        JsonNodeFactory.instance.objectNode().put("ok", true).put("anchors", anchors);
    warning.ifPresent(text -> document.put("warning", text));
    output.report(
        document,
        lines -> {
          warning.ifPresent(text -> lines.line("warning: %s", text));
          lines.line(
              "settings are good: %d trust anchors, %d pins, %d sources",
              anchors, policy.get().pins().size(), config.sources().size());
        });
    return ExitStatus.DONE;
  }

  /** Reads files that the settings name. */
  private interface Files<T> {
    T read() throws ConfigException;
  }

  private static <T> Optional<T> read(Files<T> files, List<String> problems) {
    try {
      return Optional.of(files.read());
    } catch (ConfigException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  @Command(
      name = "show",
      description = "Every setting in force and where it comes from.",
      mixinStandardHelpOptions = true)
  int show(@Mixin ConfigOption option, @Mixin Output output) throws ConfigException, IOException {
    List<Effective> settings = option.load().effective();
    ArrayNode document = JsonNodeFactory.instance.arrayNode();
    for (Effective each : settings) {
      document
          .addObject()
          .put("setting", each.path())
          .put("value", Values.withoutPassword(each.value()))
          .put("origin", each.origin());
    }
    output.report(
        document,
        lines ->
            settings.forEach(
                each ->
                    lines.line(
                        "%-32s %-40s # %s",
                        each.path() + ":", Values.withoutPassword(each.value()), each.origin())));
    return ExitStatus.DONE;
  }
}
