package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.PullText;
import org.livemirror.store.Channel;
import org.livemirror.store.Generations;
import org.livemirror.store.Manifest;
import org.livemirror.store.Pointer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code generations}: what was published, and when. */
@Command(
    name = "generations",
    description = "Published history.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class GenerationsCommand {
  @Command(
      name = "list",
      description = "All generations, oldest first.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ConfigOption config, @Mixin Output output) throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      Generations store = mirror.store().generations();
      int current = store.pointer(Channel.PRODUCTION).map(Pointer::generation).orElse(0);
      List<Manifest> manifests = new ArrayList<>();
      for (int number : store.numbers()) {
        manifests.add(store.manifest(number));
      }
      ArrayNode document = JsonNodeFactory.instance.arrayNode();
      for (Manifest each : manifests) {
        document
            .addObject()
            .put("generation", each.generation())
            .put("created", each.created().toString())
            .put("reason", each.reason())
            .put("files", each.files())
            .put("bytes", each.bytes())
            .put("served", each.generation() == current);
      }
      output.report(
          document,
          lines -> {
            for (Manifest each : manifests) {
              lines.line(
                  "%s %6d  %s  %5d files  %10s  %s",
                  each.generation() == current ? "*" : " ",
                  each.generation(),
                  each.created(),
                  each.files(),
                  PullText.bytes(each.bytes()),
                  each.reason());
            }
          });
      return ExitStatus.DONE;
    }
  }
}
