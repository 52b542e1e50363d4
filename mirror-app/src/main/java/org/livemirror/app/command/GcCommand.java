package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.core.space.Collector;
import org.livemirror.core.space.Collector.Unfinished;
import org.livemirror.core.space.Reclaimed;
import org.livemirror.core.space.SizeText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code gc}: deletes what nothing needs any more, now. */
@Command(
    name = "gc",
    description = "Delete old generations, and files that no generation names, to free space.",
    mixinStandardHelpOptions = true)
public final class GcCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private Output output = new Output();

  @Option(names = "--dry-run", description = "Print what would be deleted; change nothing.")
  private boolean dryRun;

  @Option(
      names = "--all",
      description = "Delete what unfinished pulls left as well, however young it is.")
  private boolean all;

  @Override
  public Integer call() throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      Collector collector = mirror.collector();
      Unfinished unfinished = all ? Unfinished.DROP : Unfinished.KEEP_YOUNG;
      Reclaimed reclaimed = dryRun ? collector.preview(unfinished) : collector.collect(unfinished);
      output.report(json(reclaimed), lines -> print(reclaimed, lines));
      return ExitStatus.DONE;
    }
  }

  private void print(Reclaimed reclaimed, Output lines) {
    String did = dryRun ? "would delete" : "deleted";
    for (int number : reclaimed.generations()) {
      lines.line("%s generation %d", did, number);
    }
    lines.line(
        "%s %d generations and %d blobs, %s; %s %s free again",
        did,
        reclaimed.generations().size(),
        reclaimed.blobs(),
        SizeText.of(reclaimed.bytes()),
        SizeText.of(reclaimed.freedBytes()),
        dryRun ? "would be" : "are");
    lines.line(
        "kept %d generations and %d blobs, %s; %d blobs of unfinished pulls, %s",
        reclaimed.keptGenerations(),
        reclaimed.keptBlobs(),
        SizeText.of(reclaimed.keptBytes()),
        reclaimed.unfinishedBlobs(),
        SizeText.of(reclaimed.unfinishedBytes()));
  }

  private ObjectNode json(Reclaimed reclaimed) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("dryRun", dryRun);
    ArrayNode generations = node.putArray("generations");
    reclaimed.generations().forEach(generations::add);
    node.put("blobs", reclaimed.blobs());
    node.put("bytes", reclaimed.bytes());
    node.put("freedBytes", reclaimed.freedBytes());
    node.put("keptGenerations", reclaimed.keptGenerations());
    node.put("keptBlobs", reclaimed.keptBlobs());
    node.put("keptBytes", reclaimed.keptBytes());
    node.put("unfinishedBlobs", reclaimed.unfinishedBlobs());
    node.put("unfinishedBytes", reclaimed.unfinishedBytes());
    return node;
  }
}
