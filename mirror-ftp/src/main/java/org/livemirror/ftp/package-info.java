/**
 * The FTP plane: read-only, anonymous, passive only.
 *
 * <p>Start at {@link org.livemirror.ftp.FtpPlane}. This package runs connections: order, deadlines,
 * transfers. What a command means is in {@code .verb}, what there is to see in {@code .tree}, the
 * line format in {@code .wire}, data connections in {@code .data}. Must not know HTTP or how
 * content comes to be published.
 */
@NullMarked
package org.livemirror.ftp;

import org.jspecify.annotations.NullMarked;
