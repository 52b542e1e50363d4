/**
 * The plan endpoint: an inventory comes in, a plan goes out, both JSON.
 *
 * <p>Start at {@link org.livemirror.http.plan.PlanEndpoint}. Must not know connections.
 */
@NullMarked
package org.livemirror.http.plan;

import org.jspecify.annotations.NullMarked;
