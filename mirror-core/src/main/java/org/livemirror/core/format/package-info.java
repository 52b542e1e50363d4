/**
 * The syntax of LiveUpdate content: TRI, guard, archives. Readers keep every byte, also what they
 * do not understand.
 *
 * <p>Start at {@link org.livemirror.core.format.Tri}, {@link org.livemirror.core.format.Guard} and
 * {@link org.livemirror.core.format.Archive}. Must not know keys or the network.
 */
@NullMarked
package org.livemirror.core.format;

import org.jspecify.annotations.NullMarked;
