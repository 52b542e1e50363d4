package org.livemirror.app.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.livemirror.app.command.TreeVerification.Verdict;
import org.livemirror.app.config.Config;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.core.publish.Snapshot;
import org.livemirror.core.trust.Certificates;
import org.livemirror.core.trust.Proof;
import org.livemirror.core.trust.TrustHistory;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Quarantine;
import org.livemirror.store.QuarantineItem;
import org.livemirror.store.Sha256;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code trust}: whom the mirror trusts, and who signed what it serves. */
@Command(
    name = "trust",
    description = "Anchors, fingerprints, who signed what.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class TrustCommand {
  @Command(
      name = "list",
      description =
          "Who is trusted, the certificates in use with the days they have left, what was allowed by name, and what was set aside.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ConfigOption option, @Mixin Output output) throws ConfigException, IOException {
    try (Mirror mirror = option.open()) {
      TrustPolicy policy = Mirror.policy(mirror.config().trust());
      TrustHistory history = TrustHistory.read(mirror.store().documents());
      Quarantine quarantine = mirror.store().quarantine();
      List<QuarantineItem> setAside = quarantine.items();
      Instant now = Instant.now();
      ObjectNode json = json(policy, history, now);
      json.set("setAside", json(setAside, quarantine));
      output.report(
          json,
          lines -> {
            print(policy, history, now, lines);
            setAside.forEach(
                item ->
                    lines.line(
                        "set aside %s  %s  %s",
                        item.when(), quarantine.place(item), item.reason().message()));
          });
      return ExitStatus.DONE;
    }
  }

  private static void print(TrustPolicy policy, TrustHistory history, Instant now, Output output) {
    for (X509Certificate anchor : policy.anchors()) {
      output.line(
          "anchor  %s  %s", ProofOutput.named(Certificates.fingerprint(anchor)), subject(anchor));
    }
    sorted(policy.pins()).forEach(pin -> output.line("pin     %s", ProofOutput.named(pin)));
    sorted(policy.denied()).forEach(denied -> output.line("denied  %s", ProofOutput.named(denied)));
    for (TrustHistory.Seen seen : history.certificates()) {
      output.line(
          "%-6s  %s  %s, %d days left, first seen %s",
          seen.authority() ? "CA" : "signer",
          ProofOutput.named(seen.fingerprint()),
          seen.name(),
          daysLeft(seen, now),
          seen.firstSeen());
    }
    for (TrustHistory.Allowance each : history.allowances()) {
      output.line("allowed %s  %s", each.when(), each.refusal());
    }
  }

  private static ObjectNode json(TrustPolicy policy, TrustHistory history, Instant now) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("policy", policy.fingerprint().toString());
    ArrayNode anchors = node.putArray("anchors");
    policy
        .anchors()
        .forEach(
            anchor ->
                anchors
                    .addObject()
                    .put("fingerprint", Certificates.fingerprint(anchor).toString())
                    .put("subject", subject(anchor))
                    .put("notAfter", anchor.getNotAfter().toInstant().toString()));
    ArrayNode pins = node.putArray("pins");
    sorted(policy.pins()).forEach(pin -> pins.add(pin.toString()));
    ArrayNode denied = node.putArray("denied");
    sorted(policy.denied()).forEach(each -> denied.add(each.toString()));
    ArrayNode certificates = node.putArray("certificates");
    for (TrustHistory.Seen seen : history.certificates()) {
      certificates
          .addObject()
          .put("fingerprint", seen.fingerprint().toString())
          .put("name", seen.name())
          .put("issuer", seen.issuer())
          .put("authority", seen.authority())
          .put("notAfter", seen.notAfter().toString())
          .put("daysLeft", daysLeft(seen, now))
          .put("firstSeen", seen.firstSeen().toString());
    }
    ArrayNode allowed = node.putArray("allowed");
    for (TrustHistory.Allowance each : history.allowances()) {
      allowed
          .addObject()
          .put("when", each.when().toString())
          .put("path", each.path())
          .put("refusal", each.refusal());
    }
    return node;
  }

  private static ArrayNode json(List<QuarantineItem> setAside, Quarantine quarantine) {
    ArrayNode items = JsonNodeFactory.instance.arrayNode();
    for (QuarantineItem item : setAside) {
      items
          .addObject()
          .put("when", item.when().toString())
          .put("place", quarantine.place(item))
          .put("path", item.reason().path().toString())
          .put("source", item.reason().source())
          .put("rule", item.reason().rule())
          .put("message", item.reason().message())
          .put("sha256", item.sha256().toString())
          .put("size", item.sizeBytes());
    }
    return items;
  }

  private static List<Sha256> sorted(Set<Sha256> fingerprints) {
    return fingerprints.stream().sorted(Comparator.comparing(Sha256::toString)).toList();
  }

  private static String subject(X509Certificate certificate) {
    return Certificates.name(certificate.getSubjectX500Principal());
  }

  private static long daysLeft(TrustHistory.Seen seen, Instant now) {
    return Duration.between(now, seen.notAfter()).toDays();
  }

  @Command(
      name = "show",
      description =
          "Why a file is trusted: one that is published, or else one on disk, which is verified now.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin ConfigOption option,
      @Mixin Output output,
      @Parameters(paramLabel = "FILE", description = "A published path, or a file.") String file)
      throws ConfigException, IOException {
    try (Mirror mirror = option.open()) {
      Snapshot snapshot = mirror.published().current();
      Optional<ContentPath> path = ContentPath.parse(file);
      Optional<Proof> proof = path.isPresent() ? snapshot.proof(path.get()) : Optional.empty();
      if (proof.isPresent()) {
        String source = snapshot.source(path.orElseThrow()).orElse("");
        ObjectNode node =
            ProofOutput.json(proof.get())
                .put("generation", snapshot.generation().number())
                .put("source", source);
        output.report(
            node,
            lines -> {
              lines.line("published     %s, from source %s", snapshot.generation(), source);
              ProofOutput.print(proof.get(), lines);
            });
        return ExitStatus.DONE;
      }
      return verified(mirror.config(), Path.of(file), output);
    }
  }

  private static int verified(Config config, Path file, Output output)
      throws ConfigException, IOException {
    if (!Files.isRegularFile(file)) {
      throw new ConfigException(
          List.of(
              file
                  + ": found neither published nor on disk (expected a published path or a file)"));
    }
    Verdict verdict;
    try (TemporaryScratch scratch = new TemporaryScratch()) {
      Verifier verifier = new Verifier(Mirror.policy(config.trust()), config.archives(), scratch);
      verdict = new TreeVerification(verifier).verify(List.of(file)).get(0);
    }
    if (verdict instanceof Verdict.Good good) {
      output.report(
          ProofOutput.json(good.proof()), lines -> ProofOutput.print(good.proof(), lines));
      return ExitStatus.DONE;
    }
    if (verdict instanceof Verdict.Refused refused) {
      output.report(
          PullOutput.json(refused.refusal()),
          lines -> lines.line("refused %s", refused.refusal().message()));
      return ExitStatus.REFUSED;
    }
    throw new ConfigException(
        List.of(file + ": found no signed content (expected a mini-TRI, a package or a JDB)"));
  }

  @Command(
      name = "add",
      description = "Trust a root: copy it to the folder of trust.anchors, and say what it is.",
      mixinStandardHelpOptions = true)
  int add(
      @Mixin ConfigOption option,
      @Mixin Output output,
      @Parameters(paramLabel = "PEM", description = "A certificate, PEM or DER.") Path pem)
      throws ConfigException, IOException {
    Config config = option.load();
    Path folder =
        config.trust().anchors().stream()
            .filter(pattern -> String.valueOf(pattern.getFileName()).equals("*.pem"))
            .map(Path::getParent)
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigException(
                        List.of(
                            "trust.anchors: found no folder in "
                                + config.trust().anchors()
                                + " (expected a pattern such as roots/*.pem, to put the certificate there)")));
    ArrayNode added = JsonNodeFactory.instance.arrayNode();
    Files.createDirectories(folder);
    for (X509Certificate certificate : Certificates.read(pem)) {
      Sha256 fingerprint = Certificates.fingerprint(certificate);
      Path file = folder.resolve(fingerprint.toString().substring(0, 16) + ".pem");
      Files.writeString(file, Certificates.pem(certificate));
      added
          .addObject()
          .put("file", file.toString())
          .put("fingerprint", fingerprint.toString())
          .put("subject", subject(certificate))
          .put("notAfter", certificate.getNotAfter().toInstant().toString());
      if (!output.isJson()) {
        output.line(
            "trusting %s  %s  (%s)", ProofOutput.named(fingerprint), subject(certificate), file);
      }
    }
    if (output.isJson()) {
      output.report(added, lines -> {});
    }
    return ExitStatus.DONE;
  }
}
