package org.livemirror.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.livemirror.core.catalog.ProductPattern;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.core.trust.TrustPolicy.OldestGuard;
import org.livemirror.core.trust.TrustPolicy.WeakestDigest;
import org.livemirror.core.trust.VendorCertificate;
import org.livemirror.store.Sha256;

/**
 * The {@code trust:} section: whom to trust, and what to accept of it.
 *
 * @param anchors PEM or DER files, perhaps with {@code *} in the last part
 * @param intermediates the same for certificates between signers and anchors
 * @param policy everything that is not in files
 */
public record TrustSettings(List<Path> anchors, List<Path> intermediates, TrustPolicy policy) {
  private static final List<String> VENDOR_DEFAULT = List.of("2005", "2017");
  private static final int MAX_RSA_BITS = 16_384;

  static TrustSettings read(YamlReader section, Path folder) {
    List<Path> anchors =
        section.list("anchors", List.of(), text -> folder.resolve(Values.path(text)).normalize());
    List<Path> intermediates =
        section.list(
            "intermediates", List.of(), text -> folder.resolve(Values.path(text)).normalize());
    Set<Sha256> pins = new LinkedHashSet<>();
    section.list("vendor", VENDOR_DEFAULT, TrustSettings::vendor).forEach(pins::addAll);
    pins.addAll(section.list("pins", List.of(), TrustSettings::fingerprint));
    YamlReader signer = section.section("signer");
    TrustPolicy policy =
        TrustPolicy.builder()
            .pins(pins)
            .denied(Set.copyOf(section.list("denied", List.of(), TrustSettings::fingerprint)))
            .embeddedIntermediates(section.get("embeddedIntermediates", "true", Values::flag))
            .organizationalUnits(
                signer.list(
                    "organizationalUnit", List.of(TrustPolicy.LIVE_UPDATE_UNIT), Values::text))
            .organizations(signer.list("organization", List.of(), Values::text))
            .weakestDigest(section.get("weakestDigest", "SHA-1", TrustSettings::digest))
            .minRsaBits(
                section.get("minRsaBits", "1024", text -> Values.number(text, 1024, MAX_RSA_BITS)))
            .requireSha256(section.get("requireSha256", "false", Values::flag))
            .innerGuards(
                section.get(
                    "innerGuards",
                    "1",
                    text -> Values.number(text, 0, TrustPolicy.MAX_INNER_GUARDS)))
            .clockSkew(section.get("clockSkew", "1d", Values::duration))
            .staleAfter(section.get("staleAfter", "7d", Values::duration))
            .oldestGuards(oldestGuards(section.sections("oldestGuard")))
            .build();
    return new TrustSettings(anchors, intermediates, policy);
  }

  private static List<OldestGuard> oldestGuards(List<YamlReader> sections) {
    List<OldestGuard> guards = new ArrayList<>();
    for (YamlReader each : sections) {
      ProductPattern products =
          new ProductPattern(
              each.required("product", "?", Values::text),
              each.get("version", "*", Values::text),
              each.get("language", "*", Values::text));
      guards.add(
          new OldestGuard(products, each.required("time", "1970-01-01T00:00:00Z", Values::time)));
    }
    return guards;
  }

  private static Set<Sha256> vendor(String chain) {
    Set<Sha256> pins = VendorCertificate.pins(chain);
    if (pins.isEmpty()) {
      throw new IllegalArgumentException("found '" + chain + "' (expected 2001, 2005 or 2017)");
    }
    return pins;
  }

  private static Sha256 fingerprint(String text) {
    try {
      return Sha256.parse(text.replace(":", "").strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "found '" + text + "' (expected a certificate's SHA-256 fingerprint, 64 hex digits)", e);
    }
  }

  private static WeakestDigest digest(String text) {
    return switch (text.replace("-", "").toUpperCase(Locale.ROOT)) {
      case "SHA1" -> WeakestDigest.SHA1;
      case "SHA256" -> WeakestDigest.SHA256;
      default ->
          throw new IllegalArgumentException("found '" + text + "' (expected SHA-1 or SHA-256)");
    };
  }

  /** These settings with other anchors and nothing pinned: what {@code --anchor} means. */
  public TrustSettings onlyAnchors(List<Path> only) {
    return new TrustSettings(only, intermediates, policy.toBuilder().pins(Set.of()).build());
  }
}
