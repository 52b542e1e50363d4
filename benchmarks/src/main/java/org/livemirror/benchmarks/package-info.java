/**
 * Measurements of verification, each beside the least that any program would have to do.
 *
 * <p>Start at {@link org.livemirror.benchmarks.Trust}. Nothing here is part of a server.
 */
@NullMarked
package org.livemirror.benchmarks;

import org.jspecify.annotations.NullMarked;
