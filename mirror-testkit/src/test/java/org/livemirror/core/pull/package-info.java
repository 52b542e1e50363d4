/** Pulling: upstreams that behave and that do not, transfers, selections, whole pulls. */
@NullMarked
package org.livemirror.core.pull;

import org.jspecify.annotations.NullMarked;
