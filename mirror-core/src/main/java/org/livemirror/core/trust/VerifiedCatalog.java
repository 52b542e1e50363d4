package org.livemirror.core.trust;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.catalog.Catalog;
import org.livemirror.core.format.Guard;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Digests;
import org.livemirror.store.HashedContent;
import org.livemirror.store.Sha256;

/**
 * A mini-TRI whose signatures, members and TRI are good. Made by {@link Verifier} only. Immutable.
 */
public final class VerifiedCatalog {
  private final ContentPath path;
  private final Catalog catalog;
  private final HashedContent content;
  private final Proof proof;
  private final SignedGuards guards;
  private final DigestRule digestRule;

  VerifiedCatalog(
      ContentPath path,
      Catalog catalog,
      HashedContent content,
      Proof proof,
      SignedGuards guards,
      DigestRule digestRule) {
    this.path = path;
    this.catalog = catalog;
    this.content = content;
    this.proof = proof;
    this.guards = guards;
    this.digestRule = digestRule;
  }

  public ContentPath path() {
    return path;
  }

  public Catalog catalog() {
    return catalog;
  }

  public HashedContent content() {
    return content;
  }

  public Proof proof() {
    return proof;
  }

  /** Where a package of this catalog lies. */
  public ContentPath packagePath(String fileName) {
    return path.sibling(fileName).orElseThrow();
  }

  /** Whether bytes with these digests are the package that this catalog's guards name. */
  public void check(String fileName, Digests digests) throws RefusedException {
    guards.check(
        fileName,
        fileName,
        digests,
        digestRule,
        new Refusal.PackageNotGuarded(path.toString(), fileName));
  }

  /** The SHA-256 that the guards give for a package; empty where they give SHA-1 only. */
  public Optional<Sha256> sha256(String fileName) {
    return guards.naming(fileName).stream()
        .flatMap(guard -> guard.guard().find(fileName).flatMap(Guard.Entry::sha256).stream())
        .findFirst();
  }

  /** The certificates of its signers' chains. */
  public Set<X509Certificate> certificates() {
    return guards.certificates();
  }

  SignedGuards guards() {
    return guards;
  }
}
