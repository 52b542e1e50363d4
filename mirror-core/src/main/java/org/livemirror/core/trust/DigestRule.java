package org.livemirror.core.trust;

import org.livemirror.core.format.Guard;
import org.livemirror.store.Digests;

/**
 * When bytes are the ones that a guard's entry means: every digest that the entry gives must be
 * theirs.
 */
record DigestRule(boolean requireSha256) {
  void check(String file, String name, Guard.Entry entry, Digests digests) throws RefusedException {
    if (entry.expired()) {
      throw new RefusedException(new Refusal.Withdrawn(file, name));
    }
    if (entry.sha1().isEmpty() && entry.sha256().isEmpty()) {
      throw new RefusedException(
          new Refusal.NoDigest(file, name, "no digest of " + name, "SHA1= or SHA256="));
    }
    if (requireSha256 && entry.sha256().isEmpty()) {
      throw new RefusedException(
          new Refusal.NoDigest(
              file, name, "SHA-1 only for " + name, "SHA256=, as the policy requires"));
    }
    if (entry.sha256().isPresent() && !entry.sha256().get().equals(digests.sha256())) {
      throw mismatch(file, name, "SHA-256", digests.sha256(), entry.sha256().get());
    }
    if (entry.sha1().isPresent() && !entry.sha1().get().equals(digests.sha1())) {
      throw mismatch(file, name, "SHA-1", digests.sha1(), entry.sha1().get());
    }
  }

  private static RefusedException mismatch(
      String file, String name, String algorithm, Object found, Object expected) {
    return new RefusedException(
        new Refusal.DigestMismatch(file, name, algorithm, found.toString(), expected.toString()));
  }
}
