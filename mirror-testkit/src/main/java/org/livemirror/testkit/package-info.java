/**
 * For tests: makes, signs and breaks LiveUpdate content, in memory and quickly.
 *
 * <p>Start at {@link org.livemirror.testkit.Forge}. Must not know servers.
 */
@NullMarked
package org.livemirror.testkit;

import org.jspecify.annotations.NullMarked;
