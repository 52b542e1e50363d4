/**
 * The operator's port: health, metrics and status over HTTP.
 *
 * <p>Start at {@link org.livemirror.admin.AdminPlane}. Must not know the other planes, nor where
 * the facts that it tells come from.
 */
@NullMarked
package org.livemirror.admin;

import org.jspecify.annotations.NullMarked;
