package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.PullText;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.GenerationStore;
import org.livemirror.store.GenerationStore.Pointer;
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
      GenerationStore store = mirror.store().generations();
      int current = store.pointer().map(Pointer::generation).orElse(0);
      List<Generation> generations = new ArrayList<>();
      for (int number : store.numbers()) {
        generations.add(store.load(number));
      }
      ArrayNode document = JsonNodeFactory.instance.arrayNode();
      for (Generation each : generations) {
        document
            .addObject()
            .put("generation", each.number())
            .put("created", each.created().toString())
            .put("reason", each.reason())
            .put("files", each.entries().size())
            .put("bytes", bytes(each))
            .put("served", each.number() == current);
      }
      output.report(
          document,
          lines -> {
            for (Generation each : generations) {
              lines.line(
                  "%s %6d  %s  %5d files  %10s  %s",
                  each.number() == current ? "*" : " ",
                  each.number(),
                  each.created(),
                  each.entries().size(),
                  PullText.bytes(bytes(each)),
                  each.reason());
            }
          });
      return ExitStatus.DONE;
    }
  }

  private static long bytes(Generation generation) {
    return generation.entries().stream().mapToLong(Entry::sizeBytes).sum();
  }
}
