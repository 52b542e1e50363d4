/**
 * HTTP/1 as bytes: the ends of heads and bodies, and what a head says. Pure; knows buffers and no
 * sockets.
 *
 * <p>Start at {@link org.livemirror.http.wire.HeadParser}. Must not know what is published.
 */
@NullMarked
package org.livemirror.http.wire;

import org.jspecify.annotations.NullMarked;
