/** Content made here, as a verifier sees it. */
@NullMarked
package org.livemirror.core.author;

import org.jspecify.annotations.NullMarked;
