package org.livemirror.core.trust;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.livemirror.store.Sha256;

/**
 * The vendor's certificates, known by fingerprint: LiveMirror ships none of them.
 *
 * <p>Signatures bring the code-signing CA with them, so a pin on its fingerprint is enough to
 * verify vendor content without any file.
 */
public enum VendorCertificate {
  ROOT_2001(
      "2001",
      "Symantec Root CA",
      "8eb7bce78786b1e936adc2a017dc1a5599ca24a0678d17361157eceef4adec3c"),
  CODE_SIGNING_2001(
      "2001",
      "Code Signing CA",
      "95e2bf5485271f6fc9051b57a9609258a73504527bea59e730282fe885ebbbf4"),
  ROOT_2005(
      "2005",
      "Symantec Root 2005 CA",
      "ad17d4e74d52d2e3b23887c4b77e2ba7559c05f65668c18ad0e1c007ba675033"),
  CODE_SIGNING_2005(
      "2005",
      "Code Signing 2005 CA",
      "094c1af7245c8137198dda150ad5c76c2b1453b2036da4e4c8f55d929c10393c"),
  ROOT_2017(
      "2017",
      "Symantec Internal RSA IT Root",
      "b565fda0055d68ba46498b8582161aed31bc28042865585d1a183a85e80ef0ae"),
  CODE_SIGNING_2017(
      "2017",
      "Symantec Code Signing 2017 CA",
      "36898ed5677f4969d5bed23adce2e10d07aa21fa68082a6d70fda1ad6462f52f");

  private final String chain;
  private final String title;
  private final String fingerprint;

  VendorCertificate(String chain, String title, String fingerprint) {
    this.chain = chain;
    this.title = title;
    this.fingerprint = fingerprint;
  }

  /** The chain's name: the year it began. */
  public String chain() {
    return chain;
  }

  /** The certificate's common name. */
  public String title() {
    return title;
  }

  public Sha256 fingerprint() {
    return Sha256.parse(fingerprint);
  }

  /** The fingerprints of a chain; empty if there is none of that name. */
  public static Set<Sha256> pins(String chain) {
    return Arrays.stream(values())
        .filter(each -> each.chain.equals(chain))
        .map(VendorCertificate::fingerprint)
        .collect(Collectors.toSet());
  }

  /** The vendor certificate of that fingerprint. */
  public static Optional<VendorCertificate> find(Sha256 fingerprint) {
    return Arrays.stream(values())
        .filter(each -> each.fingerprint().equals(fingerprint))
        .findFirst();
  }
}
