/**
 * Brings content from an upstream into the store: fetch, verify, publish, or leave all as it was.
 *
 * <p>Start at {@link org.livemirror.core.pull.Puller}; the nine steps are in its class comment.
 * Must not know the HTTP or FTP servers of this mirror.
 */
@NullMarked
package org.livemirror.core.pull;

import org.jspecify.annotations.NullMarked;
