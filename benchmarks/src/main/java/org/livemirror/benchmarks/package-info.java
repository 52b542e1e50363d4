/**
 * Measurements of verification and of the store, each beside the least that any program would have
 * to do, and what the HTTP server and nginx are compared on.
 *
 * <p>Start at {@link org.livemirror.benchmarks.Trust}, {@link org.livemirror.benchmarks.Store} and
 * {@link org.livemirror.benchmarks.HttpSite}. Nothing here is part of a server.
 */
@NullMarked
package org.livemirror.benchmarks;

import org.jspecify.annotations.NullMarked;
