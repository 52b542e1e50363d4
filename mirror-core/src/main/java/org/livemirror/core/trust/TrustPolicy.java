package org.livemirror.core.trust;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
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

  /** How deep guards can be verified. */
  public static final int MAX_INNER_GUARDS = 4;

  /** A copy that nobody else has, so it never changes. */
  private final Builder settings;

  private TrustPolicy(Builder builder) {
    this.settings = builder.copy();
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
    return settings.copy();
  }

  /** Roots, or other certificates that a chain may end at. */
  public List<X509Certificate> anchors() {
    return settings.anchors;
  }

  /** Fingerprints of certificates that count as anchors wherever they are found. */
  public Set<Sha256> pins() {
    return settings.pins;
  }

  /** Fingerprints of certificates that must not be in a chain. */
  public Set<Sha256> denied() {
    return settings.denied;
  }

  /** Certificates for chains, besides those in the signature. */
  public List<X509Certificate> intermediates() {
    return settings.intermediates;
  }

  /** Whether CA certificates in a signature may be used for its chain. */
  public boolean embeddedIntermediates() {
    return settings.embeddedIntermediates;
  }

  /** An OU of the signer must be one of these; empty for no rule. */
  public List<String> organizationalUnits() {
    return settings.organizationalUnits;
  }

  /** The signer's O must be one of these; empty for no rule. */
  public List<String> organizations() {
    return settings.organizations;
  }

  public WeakestDigest weakestDigest() {
    return settings.weakestDigest;
  }

  /** The shortest RSA key in a chain, in bits. */
  public int minRsaBits() {
    return settings.minRsaBits;
  }

  /** Whether a guard must give SHA-256 for a file; those before about 2014 do not. */
  public boolean requireSha256() {
    return settings.requireSha256;
  }

  /**
   * How deep guards are verified: 0 the catalog's only, 1 a package's own as well, 2 to {@value
   * #MAX_INNER_GUARDS} those of archives inside it too.
   */
  public int innerGuards() {
    return settings.innerGuards;
  }

  /** How far in the future times in content may be. */
  public Duration clockSkew() {
    return settings.clockSkew;
  }

  /** The age of a product's newest guard at which it counts as stale; it is served all the same. */
  public Duration staleAfter() {
    return settings.staleAfter;
  }

  /** The oldest guard accepted for a product, or {@link Instant#MIN}. */
  public Instant oldestGuard(ProductId product) {
    return settings.oldestGuards.stream()
        .filter(each -> each.products().matches(product))
        .map(OldestGuard::time)
        .max(Instant::compareTo)
        .orElse(Instant.MIN);
  }

  /** A digest over all that decides a verdict: names the policy in proofs. */
  public Sha256 fingerprint() {
    StringBuilder text = new StringBuilder();
    settings.anchors.stream()
        .map(Certificates::fingerprint)
        .map(Sha256::toString)
        .sorted()
        .forEach(each -> line(text, "anchor", each));
    settings.pins.stream().map(Sha256::toString).sorted().forEach(each -> line(text, "pin", each));
    settings.denied.stream()
        .map(Sha256::toString)
        .sorted()
        .forEach(each -> line(text, "denied", each));
    settings.intermediates.stream()
        .map(Certificates::fingerprint)
        .map(Sha256::toString)
        .sorted()
        .forEach(each -> line(text, "intermediate", each));
    line(text, "embeddedIntermediates", settings.embeddedIntermediates);
    settings.organizationalUnits.forEach(each -> line(text, "organizationalUnit", each));
    settings.organizations.forEach(each -> line(text, "organization", each));
    line(text, "weakestDigest", settings.weakestDigest);
    line(text, "minRsaBits", settings.minRsaBits);
    line(text, "requireSha256", settings.requireSha256);
    line(text, "innerGuards", settings.innerGuards);
    line(text, "clockSkew", settings.clockSkew);
    settings.oldestGuards.forEach(each -> line(text, "oldestGuard", each));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return Digester.sha256(bytes);
  }

  private static void line(StringBuilder text, String key, Object value) {
    text.append(key).append('=').append(value).append('\n');
  }

  /** Gathers a policy: each setting with its default. For one thread. */
  public static final class Builder implements Cloneable {
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
    private int innerGuards = 1;
    private Duration clockSkew = Duration.ofDays(1);
    private Duration staleAfter = Duration.ofDays(7);
    private List<OldestGuard> oldestGuards = List.of();

    private Builder() {}

    private Builder copy() {
      try {
        // Its fields hold nothing that changes.
        return (Builder) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }

    public Builder anchors(List<X509Certificate> value) {
      anchors = List.copyOf(value);
      return this;
    }

    public Builder pins(Set<Sha256> value) {
      pins = Set.copyOf(value);
      return this;
    }

    public Builder denied(Set<Sha256> value) {
      denied = Set.copyOf(value);
      return this;
    }

    public Builder intermediates(List<X509Certificate> value) {
      intermediates = List.copyOf(value);
      return this;
    }

    public Builder embeddedIntermediates(boolean value) {
      embeddedIntermediates = value;
      return this;
    }

    public Builder organizationalUnits(List<String> value) {
      organizationalUnits = List.copyOf(value);
      return this;
    }

    public Builder organizations(List<String> value) {
      organizations = List.copyOf(value);
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

    /**
     * Sets how deep guards are verified.
     *
     * @throws IllegalArgumentException unless it is from 0 to {@value #MAX_INNER_GUARDS}
     */
    public Builder innerGuards(int value) {
      if (value < 0 || value > MAX_INNER_GUARDS) {
        throw new IllegalArgumentException(
            "inner guards of depth " + value + " (expected 0 to " + MAX_INNER_GUARDS + ")");
      }
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
      oldestGuards = List.copyOf(value);
      return this;
    }

    public TrustPolicy build() {
      return new TrustPolicy(this);
    }
  }
}
