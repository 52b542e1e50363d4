/**
 * Whether content is what its signer made: guards, signatures, chains, digests.
 *
 * <p>Start at {@link org.livemirror.core.trust.Verifier}. Only this package can make {@code
 * org.livemirror.core.trust.VerifiedCatalog} and {@link org.livemirror.core.trust.VerifiedPackage}.
 * Must not know where the bytes came from.
 */
@NullMarked
package org.livemirror.core.trust;

import org.jspecify.annotations.NullMarked;
