/**
 * What a server tells of itself, at one moment.
 *
 * <p>Start at {@link org.livemirror.admin.status.Status}. Must not know how it is sent.
 */
@NullMarked
package org.livemirror.admin.status;

import org.jspecify.annotations.NullMarked;
