/**
 * A running mirror, put together from the configuration.
 *
 * <p>Start at {@link org.livemirror.app.wiring.Mirror}, the domain without listeners; {@link
 * org.livemirror.app.wiring.Server} adds listeners and the schedule. Must not know commands.
 */
@NullMarked
package org.livemirror.app.wiring;

import org.jspecify.annotations.NullMarked;
