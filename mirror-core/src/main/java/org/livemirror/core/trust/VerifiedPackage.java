package org.livemirror.core.trust;

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

  VerifiedPackage(ContentPath path, HashedContent content, Proof proof) {
    this.path = path;
    this.content = content;
    this.proof = proof;
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
}
