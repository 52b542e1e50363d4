package org.livemirror.core.trust;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.livemirror.store.Digests;
import org.livemirror.store.Sha256;

/**
 * Why a file is trusted: who signed the guard that names it, when, and under which chain.
 *
 * @param voucher the file that holds that guard: the mini-TRI for a package, the file itself for a
 *     mini-TRI
 * @param guard the guard's name in the voucher
 * @param signer the signer's distinguished name, as client logs print it
 * @param signingTime the signed time, at which the chain was validated
 * @param guardTime the guard's own {@code LastModifiedUtcSeconds}, if it has one
 * @param chain fingerprints from the leaf to the anchor
 * @param policy the fingerprint of the policy it was verified under
 * @param digests the file's digests, all checked that the guard has
 */
public record Proof(
    String voucher,
    String guard,
    String signer,
    Instant signingTime,
    Optional<Instant> guardTime,
    List<Sha256> chain,
    Sha256 policy,
    Digests digests) {
  public Proof {
    chain = List.copyOf(chain);
  }
}
