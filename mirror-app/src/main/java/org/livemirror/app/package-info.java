/**
 * The program: {@link org.livemirror.app.Main} and the wiring of a running mirror.
 *
 * <p>{@link org.livemirror.app.Mirror} puts the domain together from the configuration, {@link
 * org.livemirror.app.Server} adds listeners and the schedule. Commands are in {@code .command},
 * settings in {@code .config}, the demo in {@code .demo}.
 */
@NullMarked
package org.livemirror.app;

import org.jspecify.annotations.NullMarked;
