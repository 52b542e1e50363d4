/**
 * The demo: a forged upstream with the products of a real client's log, mirrored and served on this
 * machine.
 *
 * <p>Start at {@link org.livemirror.app.demo.Demo}. It uses the same parts as a production mirror,
 * and its content is signed by a key made for the occasion.
 */
@NullMarked
package org.livemirror.app.demo;

import org.jspecify.annotations.NullMarked;
