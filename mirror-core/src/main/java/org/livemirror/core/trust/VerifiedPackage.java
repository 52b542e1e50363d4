package org.livemirror.core.trust;

import java.security.cert.X509Certificate;
import java.util.Set;
import org.livemirror.store.ContentPath;
import org.livemirror.store.HashedContent;

/**
 * A package that a verified catalog names and whose own guard is good. Made by {@link Verifier}
 * only. Immutable.
 */
public final class VerifiedPackage {
  private final ContentPath path;
  private final HashedContent content;
  private final Proof proof;
  private final Set<X509Certificate> certificates;

  VerifiedPackage(
      ContentPath path, HashedContent content, Proof proof, Set<X509Certificate> certificates) {
    this.path = path;
    this.content = content;
    this.proof = proof;
    this.certificates = Set.copyOf(certificates);
  }

  public ContentPath path() {
    return path;
  }

  public HashedContent content() {
    return content;
  }

  public Proof proof() {
    return proof;
  }

  /** The certificates of its own guards' signers; empty if the policy leaves these out. */
  public Set<X509Certificate> certificates() {
    return certificates;
  }
}
