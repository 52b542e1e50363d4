/**
 * The space that content takes: what of it can go, and how much more may come.
 *
 * <p>Start at {@link org.livemirror.core.space.Collector}, which deletes what nothing needs any
 * more, and {@link org.livemirror.core.space.Room}, which a pull asks before it writes. Must not
 * know upstreams.
 */
@NullMarked
package org.livemirror.core.space;

import org.jspecify.annotations.NullMarked;
