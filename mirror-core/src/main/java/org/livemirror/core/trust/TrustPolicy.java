package org.livemirror.core.trust;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.catalog.ProductPattern;
import org.livemirror.store.Digester;
import org.livemirror.store.Sha256;

/**
 * Whom the operator trusts to sign content, and what he accepts of it. What each setting defends
 * against is told in {@code docs/trust.md}. Immutable; make one with {@link #builder()}.
 */
public final class TrustPolicy {
  /** The unit that stock clients require of a signer. */
  public static final String LIVE_UPDATE_UNIT = "Product Group - LiveUpdate";

  private final List<X509Certificate> anchors;
  private final Set<Sha256> pins;
  private final Set<Sha256> denied;
  private final List<X509Certificate> intermediates;
  private final boolean embeddedIntermediates;
  private final List<String> organizationalUnits;
  private final List<String> organizations;
  private final WeakestDigest weakestDigest;
  private final int minRsaBits;
  private final boolean requireSha256;
  private final boolean innerGuards;
  private final Duration clockSkew;
  private final Duration staleAfter;
  private final List<OldestGuard> oldestGuards;

  private TrustPolicy(Builder builder) {
    this.anchors = List.copyOf(builder.anchors);
    this.pins = Set.copyOf(builder.pins);
    this.denied = Set.copyOf(builder.denied);
    this.intermediates = List.copyOf(builder.intermediates);
    this.embeddedIntermediates = builder.embeddedIntermediates;
    this.organizationalUnits = List.copyOf(builder.organizationalUnits);
    this.organizations = List.copyOf(builder.organizations);
    this.weakestDigest = builder.weakestDigest;
    this.minRsaBits = builder.minRsaBits;
    this.requireSha256 = builder.requireSha256;
    this.innerGuards = builder.innerGuards;
    this.clockSkew = builder.clockSkew;
    this.staleAfter = builder.staleAfter;
    this.oldestGuards = List.copyOf(builder.oldestGuards);
  }

  /** The weakest digest that signatures and certificates below the anchor may use. */
  public enum WeakestDigest {
    SHA1,
    SHA256
  }

  /** Guards of these products must not be older. */
  public record OldestGuard(ProductPattern products, Instant time) {}

  /** Stock clients' rules with these roots. */
  public static TrustPolicy of(List<X509Certificate> anchors) {
    return builder().anchors(anchors).build();
  }

  /** Starts with what accepts the vendor's content since 2005, but with nobody trusted. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts with this policy. */
  public Builder toBuilder() {
    return builder()
        .anchors(anchors)
        .pins(pins)
        .denied(denied)
        .intermediates(intermediates)
        .embeddedIntermediates(embeddedIntermediates)
        .organizationalUnits(organizationalUnits)
        .organizations(organizations)
        .weakestDigest(weakestDigest)
        .minRsaBits(minRsaBits)
        .requireSha256(requireSha256)
        .innerGuards(innerGuards)
        .clockSkew(clockSkew)
        .staleAfter(staleAfter)
        .oldestGuards(oldestGuards);
  }

  /** Roots, or other certificates that a chain may end at. */
  public List<X509Certificate> anchors() {
    return anchors;
  }

  /** Fingerprints of certificates that count as anchors wherever they are found. */
  public Set<Sha256> pins() {
    return pins;
  }

  /** Fingerprints of certificates that must not be in a chain. */
  public Set<Sha256> denied() {
    return denied;
  }

  /** Certificates for chains, besides those in the signature. */
  public List<X509Certificate> intermediates() {
    return intermediates;
  }

  /** Whether CA certificates in a signature may be used for its chain. */
  public boolean embeddedIntermediates() {
    return embeddedIntermediates;
  }

  /** An OU of the signer must be one of these; empty for no rule. */
  public List<String> organizationalUnits() {
    return organizationalUnits;
  }

  /** The signer's O must be one of these; empty for no rule. */
  public List<String> organizations() {
    return organizations;
  }

  public WeakestDigest weakestDigest() {
    return weakestDigest;
  }

  /** The shortest RSA key in a chain, in bits. */
  public int minRsaBits() {
    return minRsaBits;
  }

  /** Whether a guard must give SHA-256 for a file; those before about 2014 do not. */
  public boolean requireSha256() {
    return requireSha256;
  }

  /** Whether a package's own guard is verified besides the catalog's. */
  public boolean innerGuards() {
    return innerGuards;
  }

  /** How far in the future times in content may be. */
  public Duration clockSkew() {
    return clockSkew;
  }

  /** The age of a product's newest guard at which it counts as stale; it is served all the same. */
  public Duration staleAfter() {
    return staleAfter;
  }

  /** The oldest guard accepted for a product, or {@link Instant#MIN}. */
  public Instant oldestGuard(ProductId product) {
    return oldestGuards.stream()
        .filter(each -> each.products().matches(product))
        .map(OldestGuard::time)
        .max(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  /** A digest over all that decides a verdict: names the policy in proofs. */
  public Sha256 fingerprint() {
    StringBuilder text = new StringBuilder();
    anchors.stream()
        .map(Certificates::fingerprint)
        .map(Sha256::toString)
        .sorted()
        .forEach(each -> line(text, "anchor", each));
    pins.stream().map(Sha256::toString).sorted().forEach(each -> line(text, "pin", each));
    denied.stream().map(Sha256::toString).sorted().forEach(each -> line(text, "denied", each));
    intermediates.stream()
        .map(Certificates::fingerprint)
        .map(Sha256::toString)
        .sorted()
        .forEach(each -> line(text, "intermediate", each));
    line(text, "embeddedIntermediates", embeddedIntermediates);
    organizationalUnits.forEach(each -> line(text, "organizationalUnit", each));
    organizations.forEach(each -> line(text, "organization", each));
    line(text, "weakestDigest", weakestDigest);
    line(text, "minRsaBits", minRsaBits);
    line(text, "requireSha256", requireSha256);
    line(text, "innerGuards", innerGuards);
    line(text, "clockSkew", clockSkew);
    oldestGuards.forEach(each -> line(text, "oldestGuard", each));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Digester digester = new Digester();
    digester.update(bytes, 0, bytes.length);
    return digester.finish().sha256();
  }

  private static void line(StringBuilder text, String key, Object value) {
    text.append(key).append('=').append(value).append('\n');
  }

  /** Gathers a policy. For one thread. */
  public static final class Builder {
    private static final int VENDOR_LEAF_BITS = 1024;

    private List<X509Certificate> anchors = List.of();
    private Set<Sha256> pins = Set.of();
    private Set<Sha256> denied = Set.of();
    private List<X509Certificate> intermediates = List.of();
    private boolean embeddedIntermediates = true;
    private List<String> organizationalUnits = List.of(LIVE_UPDATE_UNIT);
    private List<String> organizations = List.of();
    private WeakestDigest weakestDigest = WeakestDigest.SHA1;
    private int minRsaBits = VENDOR_LEAF_BITS;
    private boolean requireSha256;
    private boolean innerGuards = true;
    private Duration clockSkew = Duration.ofDays(1);
    private Duration staleAfter = Duration.ofDays(7);
    private List<OldestGuard> oldestGuards = List.of();

    private Builder() {}

    public Builder anchors(List<X509Certificate> value) {
      anchors = value;
      return this;
    }

    public Builder pins(Set<Sha256> value) {
      pins = new LinkedHashSet<>(value);
      return this;
    }

    public Builder denied(Set<Sha256> value) {
      denied = new LinkedHashSet<>(value);
      return this;
    }

    public Builder intermediates(List<X509Certificate> value) {
      intermediates = value;
      return this;
    }

    public Builder embeddedIntermediates(boolean value) {
      embeddedIntermediates = value;
      return this;
    }

    public Builder organizationalUnits(List<String> value) {
      organizationalUnits = value;
      return this;
    }

    public Builder organizations(List<String> value) {
      organizations = value;
      return this;
    }

    public Builder weakestDigest(WeakestDigest value) {
      weakestDigest = value;
      return this;
    }

    public Builder minRsaBits(int value) {
      minRsaBits = value;
      return this;
    }

    public Builder requireSha256(boolean value) {
      requireSha256 = value;
      return this;
    }

    public Builder innerGuards(boolean value) {
      innerGuards = value;
      return this;
    }

    public Builder clockSkew(Duration value) {
      clockSkew = value;
      return this;
    }

    public Builder staleAfter(Duration value) {
      staleAfter = value;
      return this;
    }

    public Builder oldestGuards(List<OldestGuard> value) {
      oldestGuards = value;
      return this;
    }

    public TrustPolicy build() {
      return new TrustPolicy(this);
    }
  }
}
