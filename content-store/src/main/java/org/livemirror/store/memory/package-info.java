/**
 * The in-memory store, for tests and for throw-away upstreams.
 *
 * <p>Start at {@link org.livemirror.store.memory.MemoryContentStore}.
 */
@NullMarked
package org.livemirror.store.memory;

import org.jspecify.annotations.NullMarked;
