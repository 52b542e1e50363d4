/**
 * Own content in the exact vendor format: packages and mini-TRIs, guarded and signed with the
 * operator's key.
 *
 * <p>Start at {@link org.livemirror.core.author.Author}. Writes folders that an upstream can serve;
 * must not know the store.
 */
@NullMarked
package org.livemirror.core.author;

import org.jspecify.annotations.NullMarked;
