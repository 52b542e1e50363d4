package org.livemirror.testkit.attack;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.livemirror.core.catalog.ProductPattern;
import org.livemirror.core.trust.Certificates;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.store.Sha256;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedChain;

/** The signers of a recipe and whom its mirror trusts. Immutable. */
public final class Trusted {
  static final String VENDOR = "vendor";

  private final Recipe.Policy policy;
  private final Map<String, Forge> forges = new HashMap<>();

  Trusted(Recipe recipe) {
    this.policy = recipe.policy();
    forges.put(VENDOR, Forge.standard());
    recipe.chains().forEach((name, chain) -> forges.put(name, Forge.of(chain(chain))));
  }

  private static ForgedChain chain(Recipe.Chain recipe) {
    ForgedChain.Maker maker = ForgedChain.make();
    if (recipe.root() != null) {
      maker.root(recipe.root(), Objects.requireNonNullElse(recipe.key(), recipe.root()));
    }
    if (recipe.signer() != null) {
      maker.signer(recipe.signer());
    }
    if (recipe.algorithm() != null) {
      maker.algorithm(recipe.algorithm());
    }
    if (recipe.signerBits() != null) {
      maker.signerBits(recipe.signerBits());
    }
    if (recipe.caAlgorithm() != null) {
      maker.authorityAlgorithm(recipe.caAlgorithm());
    }
    if (recipe.purposes() != null) {
      maker.purposes(
          recipe.purposes().stream()
              .map(oid -> KeyPurposeId.getInstance(new ASN1ObjectIdentifier(oid)))
              .toArray(KeyPurposeId[]::new));
    }
    if (recipe.rootValid() != null) {
      maker.rootValid(from(recipe.rootValid()), until(recipe.rootValid()));
    }
    if (recipe.intermediateValid() != null) {
      maker.intermediateValid(from(recipe.intermediateValid()), until(recipe.intermediateValid()));
    }
    if (recipe.signerValid() != null) {
      maker.signerValid(from(recipe.signerValid()), until(recipe.signerValid()));
    }
    if (recipe.signerIsAuthority()) {
      maker.signerIsAuthority();
    }
    if (recipe.intermediateIsNoAuthority()) {
      maker.intermediateIsNoAuthority();
    }
    return maker.chain();
  }

  private static Instant from(List<String> validity) {
    return Instant.parse(validity.get(0));
  }

  private static Instant until(List<String> validity) {
    return Instant.parse(validity.get(1));
  }

  Forge forge(String chain) {
    return Objects.requireNonNull(forges.get(chain), () -> "no chain '" + chain + "'");
  }

  /** {@code chain.root}, {@code chain.intermediate} or {@code chain.signer}. */
  X509Certificate certificate(String name) {
    String[] parts = name.split("\\.", 2);
    ForgedChain chain = forge(parts[0]).chain();
    return switch (parts[1]) {
      case "root" -> chain.root();
      case "intermediate" -> chain.intermediate();
      case "signer" -> chain.signer();
      default -> throw new IllegalArgumentException("certificate '" + name + "'");
    };
  }

  private List<X509Certificate> certificates(List<String> names) {
    return names.stream().map(this::certificate).toList();
  }

  private Set<Sha256> fingerprints(List<String> names) {
    return certificates(names).stream().map(Certificates::fingerprint).collect(Collectors.toSet());
  }

  /** The recipe's policy. */
  public TrustPolicy policy() {
    TrustPolicy.Builder builder =
        TrustPolicy.builder()
            .anchors(certificates(policy.anchors()))
            .pins(fingerprints(policy.pins()))
            .denied(fingerprints(policy.denied()))
            .intermediates(certificates(policy.intermediates()))
            .requireSha256(policy.requireSha256());
    if (policy.embeddedIntermediates() != null) {
      builder.embeddedIntermediates(policy.embeddedIntermediates());
    }
    if (policy.weakestDigest() != null) {
      builder.weakestDigest(
          TrustPolicy.WeakestDigest.valueOf(policy.weakestDigest().replace("-", "")));
    }
    if (policy.minRsaBits() != null) {
      builder.minRsaBits(policy.minRsaBits());
    }
    if (policy.innerGuards() != null) {
      builder.innerGuards(policy.innerGuards());
    }
    if (policy.oldestGuard() != null) {
      builder.oldestGuards(
          List.of(
              new TrustPolicy.OldestGuard(
                  new ProductPattern("*", "*", "*"), Instant.parse(policy.oldestGuard()))));
    }
    return builder.build();
  }

  /** The certificates that settings name by file. */
  public Map<String, List<X509Certificate>> files() {
    return Map.of(
        "anchors", certificates(policy.anchors()),
        "intermediates", certificates(policy.intermediates()));
  }

  /** The recipe's policy as settings of {@code livemirror.yaml} that are not files. */
  public String settings() {
    StringBuilder out = new StringBuilder();
    line(out, "vendor", List.of());
    line(out, "pins", fingerprints(policy.pins()));
    line(out, "denied", fingerprints(policy.denied()));
    line(out, "requireSha256", policy.requireSha256());
    if (policy.embeddedIntermediates() != null) {
      line(out, "embeddedIntermediates", policy.embeddedIntermediates());
    }
    if (policy.weakestDigest() != null) {
      line(out, "weakestDigest", policy.weakestDigest());
    }
    if (policy.minRsaBits() != null) {
      line(out, "minRsaBits", policy.minRsaBits());
    }
    if (policy.innerGuards() != null) {
      line(out, "innerGuards", policy.innerGuards());
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String key, Object value) {
    out.append("  ").append(key).append(": ").append(value).append('\n');
  }
}
