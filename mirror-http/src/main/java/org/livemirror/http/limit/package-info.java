/**
 * What protects the HTTP plane: who may come, how many at one time, how often, how fast, and who
 * they say they are.
 *
 * <p>Start at {@link org.livemirror.http.limit.Protection}. Free of sockets; no method blocks
 * unless it says so, and none keeps more than it says. Must not know what is served.
 */
@NullMarked
package org.livemirror.http.limit;

import org.jspecify.annotations.NullMarked;
