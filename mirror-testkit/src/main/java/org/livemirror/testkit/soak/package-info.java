/**
 * A long run of a real server: content changes every few seconds while clients of all manners fetch
 * it, and every byte is checked.
 *
 * <p>Start at {@link org.livemirror.testkit.soak.HttpSoak}. It knows the server as a process, a
 * command line and a port only.
 */
@NullMarked
package org.livemirror.testkit.soak;

import org.jspecify.annotations.NullMarked;
