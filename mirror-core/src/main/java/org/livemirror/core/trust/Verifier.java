package org.livemirror.core.trust;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.catalog.Catalog;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.format.MalformedException;
import org.livemirror.core.format.Tri;
import org.livemirror.store.ContentPath;
import org.livemirror.store.HashedContent;
import org.livemirror.store.Scratch;
import org.livemirror.store.Sha256;

/**
 * Decides whether content is what its signer made: archive → guards and signatures → members → TRI
 * → packages.
 *
 * <p>A mini-TRI vouches for the packages beside it; a package is good if its catalog names its
 * digests <em>and</em> its own inner guards are good. The bytes' own digests come from the store,
 * which computed them as they were written. Memory does not grow with the content. Safe for all
 * threads.
 */
public final class Verifier {
  private final TrustPolicy policy;
  private final Sha256 policyFingerprint;
  private final ArchiveLimits limits;
  private final Optional<Scratch> scratch;
  private final SignatureVerifier signatures;
  private final DigestRule digestRule;

  /**
   * A verifier for policies that go no deeper than a package's own guards.
   *
   * @throws IllegalArgumentException if this one does
   */
  public Verifier(TrustPolicy policy, ArchiveLimits limits) {
    this(policy, limits, Optional.empty());
  }

  /**
   * A verifier for any policy.
   *
   * @param scratch where archives inside packages are spooled while they are verified; nothing is
   *     put into it for good
   */
  public Verifier(TrustPolicy policy, ArchiveLimits limits, Scratch scratch) {
    this(policy, limits, Optional.of(scratch));
  }

  private Verifier(TrustPolicy policy, ArchiveLimits limits, Optional<Scratch> scratch) {
    if (policy.innerGuards() > 1 && scratch.isEmpty()) {
      throw new IllegalArgumentException("inner guards of this depth need a place to be spooled");
    }
    this.policy = policy;
    this.scratch = scratch;
    this.policyFingerprint = policy.fingerprint();
    this.limits = limits;
    this.signatures = new SignatureVerifier(policy);
    this.digestRule = new DigestRule(policy.requireSha256());
  }

  /**
   * Verifies a mini-TRI.
   *
   * @param path where it lies
   * @param product the product it was asked for
   * @throws RefusedException with the first rule that it breaks
   * @throws IOException if its bytes cannot be read
   */
  public VerifiedCatalog verifyCatalog(ContentPath path, ProductId product, HashedContent content)
      throws RefusedException, IOException {
    String file = path.toString();
    SignedGuards guards = signedGuards(file, content);
    if (guards.tri().isEmpty()) {
      throw new RefusedException(new Refusal.NoTri(file));
    }
    Tri tri;
    try {
      tri = Tri.parse(guards.tri().get());
    } catch (MalformedException e) {
      throw new RefusedException(new Refusal.Malformed(file, Tri.MEMBER, e));
    }
    Set<String> fileNames = tri.fileNames();
    for (String fileName : fileNames) {
      if (guards.naming(fileName).isEmpty()) {
        throw new RefusedException(new Refusal.PackageNotGuarded(file, fileName));
      }
    }
    Catalog catalog = new Catalog(product, tri.catalogItems(), fileNames);
    Proof proof = proof(file, guards.naming(Tri.MEMBER).get(0), content);
    return new VerifiedCatalog(path, catalog, content, proof, guards, digestRule);
  }

  /**
   * Verifies a package against the catalog that names it, and then its own guards and those inside,
   * as deep as the policy says.
   *
   * @param fileName one of the catalog's file names
   * @throws RefusedException with the first rule that it breaks
   * @throws IOException if its bytes cannot be read
   */
  public VerifiedPackage verifyPackage(
      VerifiedCatalog catalog, String fileName, HashedContent content)
      throws RefusedException, IOException {
    catalog.check(fileName, content.digests());
    Set<X509Certificate> certificates =
        policy.innerGuards() == 0
            ? Set.of()
            : inside(fileName, content, signedGuards(fileName, content));
    Proof proof =
        proof(catalog.path().toString(), catalog.guards().naming(fileName).get(0), content);
    return new VerifiedPackage(catalog.packagePath(fileName), content, proof, certificates);
  }

  /**
   * Verifies an archive by its own guards only and those inside, such as a package without the
   * catalog that names it. The result is a proof and not something that can be published.
   */
  public Proof verifyArchive(String file, HashedContent content)
      throws RefusedException, IOException {
    SignedGuards guards = signedGuards(file, content);
    inside(file, content, guards);
    return proof(file, guards.guards().get(0), content);
  }

  private SignedGuards signedGuards(String file, HashedContent content)
      throws RefusedException, IOException {
    return SignedGuards.verify(file, content, limits, signatures, digestRule);
  }

  /** The certificates of a package's own guards and of those inside it. */
  private Set<X509Certificate> inside(String file, HashedContent content, SignedGuards own)
      throws RefusedException, IOException {
    return policy.innerGuards() < 2
        ? own.certificates()
        : new InnerGuards(
                policy.innerGuards(), limits, signatures, digestRule, scratch.orElseThrow())
            .verify(file, content, own);
  }

  private Proof proof(String voucher, SignedGuards.SignedGuard guard, HashedContent content) {
    return new Proof(
        voucher,
        guard.name(),
        guard.signer().name(),
        guard.signer().signingTime(),
        guard.guard().lastModified(),
        guard.signer().chain().fingerprints(),
        policyFingerprint,
        content.digests());
  }
}
