package org.livemirror.core.trust;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whom the operator trusts to sign content.
 *
 * @param anchors roots; a chain must end at one of them
 * @param intermediates certificates for chains whose signatures do not bring their own
 * @param organizationalUnits an OU of the signer must be one of these; empty for no rule
 * @param organizations the signer's O must be one of these; empty for no rule
 * @param requireSha256 refuse files whose guard gives SHA-1 only, as guards before about 2014 do
 */
public record TrustPolicy(
    List<X509Certificate> anchors,
    List<X509Certificate> intermediates,
    List<String> organizationalUnits,
    List<String> organizations,
    boolean requireSha256) {
  /** The unit that stock clients require of a signer. */
  public static final String LIVE_UPDATE_UNIT = "Product Group - LiveUpdate";

  public TrustPolicy {
    anchors = List.copyOf(anchors);
    intermediates = List.copyOf(intermediates);
    organizationalUnits = List.copyOf(organizationalUnits);
    organizations = List.copyOf(organizations);
  }

  /** What stock clients do: these anchors, the LiveUpdate unit, SHA-1 accepted. */
  public static TrustPolicy of(List<X509Certificate> anchors) {
    return new TrustPolicy(anchors, List.of(), List.of(LIVE_UPDATE_UNIT), List.of(), false);
  }
}
