package org.livemirror.core.publish;

import org.livemirror.core.plan.Offer;
import org.livemirror.store.Generation;

/**
 * One published generation, ready to serve and to plan from. A request takes one and uses no other.
 * Immutable.
 */
public record Snapshot(Generation generation, Offer offer) {}
