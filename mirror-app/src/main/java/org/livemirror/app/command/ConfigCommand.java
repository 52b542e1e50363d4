package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import org.livemirror.app.config.Config;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.config.Values;
import org.livemirror.app.config.YamlReader.Effective;
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
    TrustPolicy policy = Mirror.policy(config.trust());
    Protecting.passwords(config.http().protection());
    output.report(
        JsonNodeFactory.instance
            .objectNode()
            .put("ok", true)
            .put("anchors", policy.anchors().size()),
        lines ->
            lines.line(
                "settings are good: %d trust anchors, %d pins, %d sources",
                policy.anchors().size(), policy.pins().size(), config.sources().size()));
    return ExitStatus.DONE;
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
