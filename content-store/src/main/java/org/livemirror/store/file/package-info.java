/**
 * The file-system store: a folder that can be read with {@code jq} and {@code sha256sum}.
 *
 * <p>Start at {@link org.livemirror.store.file.FileContentStore}; the layout on disk is in its
 * class comment.
 */
@NullMarked
package org.livemirror.store.file;

import org.jspecify.annotations.NullMarked;
