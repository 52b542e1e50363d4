/**
 * From a client's inventory to the packages it needs, and why.
 *
 * <p>Start at {@link org.livemirror.core.plan.Planner}. Pure: must not know the clock, the store or
 * a protocol.
 */
@NullMarked
package org.livemirror.core.plan;

import org.jspecify.annotations.NullMarked;
