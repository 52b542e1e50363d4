/**
 * The program: {@link org.livemirror.app.Main} and what it is put together from.
 *
 * <p>Commands are in {@code .command}, settings in {@code .config}, a running mirror in {@code
 * .wiring}, the demo in {@code .demo}, the program's own log in {@code .log}.
 */
@NullMarked
package org.livemirror.app;

import org.jspecify.annotations.NullMarked;
