/**
 * Verified content becomes a generation, and the published generation becomes what is served.
 *
 * <p>Start at {@link org.livemirror.core.publish.Publisher} to write and {@link
 * org.livemirror.core.publish.Published} to read. Must not know upstreams. Only verified types go
 * in, so the compiler keeps unverified bytes from being served.
 */
@NullMarked
package org.livemirror.core.publish;

import org.jspecify.annotations.NullMarked;
