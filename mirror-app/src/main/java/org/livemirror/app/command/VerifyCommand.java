package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.livemirror.app.command.TreeVerification.Verdict;
import org.livemirror.app.config.Config;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.config.TrustSettings;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.core.trust.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify}: a verdict per file, without a store. */
@Command(
    name = "verify",
    description =
        "Verify mini-TRIs, packages, JDBs or whole trees; exit status 1 if any is refused.",
    mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--anchor",
      paramLabel = "PEM",
      description = "Trust this root; default: trust.anchors of the settings.")
  private List<Path> anchors = new ArrayList<>();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "A file of settings whose trust: section to use, instead of --config.")
  private @Nullable Path policy;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files or folders.")
  private List<Path> paths = new ArrayList<>();

  @Override
  public Integer call() throws ConfigException, IOException {
    Config settings =
        policy == null ? config.load() : Config.load(Optional.of(policy), System.getenv());
    List<Verdict> verdicts;
    try (TemporaryScratch scratch = new TemporaryScratch()) {
      verdicts =
          new TreeVerification(new Verifier(policy(settings.trust()), settings.archives(), scratch))
              .verify(paths);
    }
    long refused = verdicts.stream().filter(verdict -> verdict instanceof Verdict.Refused).count();
    output.report(json(verdicts), lines -> print(verdicts, lines));
    return refused == 0 ? ExitStatus.DONE : ExitStatus.REFUSED;
  }

  private TrustPolicy policy(TrustSettings trust) throws ConfigException {
    return Mirror.policy(anchors.isEmpty() ? trust : trust.onlyAnchors(anchors));
  }

  private static void print(List<Verdict> verdicts, Output output) {
    int good = 0;
    int refused = 0;
    for (Verdict verdict : verdicts) {
      if (verdict instanceof Verdict.Good ok) {
        good++;
        output.line(
            "good     %s  %s  %s, signed %s",
            ok.file(), ok.kind(), ok.proof().signer(), ok.proof().signingTime());
      } else if (verdict instanceof Verdict.Refused bad) {
        refused++;
        output.line("refused  %s  %s", bad.file(), bad.refusal().message());
      } else if (verdict instanceof Verdict.Skipped skipped) {
        output.line("skipped  %s  %s", skipped.file(), skipped.why());
      }
    }
    output.line("%d good, %d refused, %d skipped", good, refused, verdicts.size() - good - refused);
  }

  private static ArrayNode json(List<Verdict> verdicts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Verdict verdict : verdicts) {
      ObjectNode node = array.addObject();
      node.put("file", verdict.file().toString());
      node.put("verdict", verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT));
      if (verdict instanceof Verdict.Good good) {
        node.put("kind", good.kind());
        ProofOutput.put(good.proof(), node);
      } else if (verdict instanceof Verdict.Refused refused) {
        node.set("refusal", PullOutput.json(refused.refusal()));
      } else if (verdict instanceof Verdict.Skipped skipped) {
        node.put("why", skipped.why());
      }
    }
    return array;
  }
}
