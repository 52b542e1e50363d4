/**
 * Facts the mirror reports of itself, one method a fact, for log, metrics and history.
 *
 * <p>Start at {@link org.livemirror.core.event.MirrorEvents}. Must not know metric libraries.
 */
@NullMarked
package org.livemirror.core.event;

import org.jspecify.annotations.NullMarked;
