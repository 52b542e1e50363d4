/**
 * How the planes' sockets are driven: which of Netty's implementations, and what has to be mended
 * in it. Knows no protocol. {@link org.livemirror.net.Transport} is where to start.
 */
@NullMarked
package org.livemirror.net;

import org.jspecify.annotations.NullMarked;
