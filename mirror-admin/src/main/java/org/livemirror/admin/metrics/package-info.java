/**
 * Facts as numbers, in Prometheus' text format.
 *
 * <p>Start at {@link org.livemirror.admin.metrics.Metrics}; every name is explained in {@code
 * docs/metrics.md}. The only package that knows metric libraries. Must not know sockets. No label
 * has a value that clients or upstreams choose.
 */
@NullMarked
package org.livemirror.admin.metrics;

import org.jspecify.annotations.NullMarked;
