/**
 * The control connection's lines: commands in, replies out.
 *
 * <p>Start at {@link org.livemirror.ftp.wire.CommandDecoder}. Must not know what a verb means.
 */
@NullMarked
package org.livemirror.ftp.wire;

import org.jspecify.annotations.NullMarked;
