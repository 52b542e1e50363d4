/**
 * What an FTP client sees of one generation: folders, files, and how they are listed.
 *
 * <p>Start at {@link org.livemirror.ftp.tree.Tree}. Pure: must not know sockets or sessions.
 */
@NullMarked
package org.livemirror.ftp.tree;

import org.jspecify.annotations.NullMarked;
