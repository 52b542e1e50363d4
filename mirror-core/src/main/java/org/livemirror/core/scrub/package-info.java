/**
 * Bytes that went bad on the disk: finds them, takes them out of service, and remembers what is
 * lost until it is fetched again.
 *
 * <p>Start at {@link org.livemirror.core.scrub.Scrubber}. Must not know upstreams: fetching again
 * is {@code core.pull}.
 */
@NullMarked
package org.livemirror.core.scrub;

import org.jspecify.annotations.NullMarked;
