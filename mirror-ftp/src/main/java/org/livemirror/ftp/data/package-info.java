/**
 * Data connections: the port a client connects to, and the ways bytes go out.
 *
 * <p>Start at {@link org.livemirror.ftp.data.DataPorts} and {@link org.livemirror.ftp.data.Sender}.
 * Must not know commands or replies.
 */
@NullMarked
package org.livemirror.ftp.data;

import org.jspecify.annotations.NullMarked;
