/**
 * The HTTP plane: serves published content and plans over HTTP/1.1 and 1.0.
 *
 * <p>Start at {@link org.livemirror.http.HttpPlane}. Must not know upstreams, signatures or other
 * planes.
 */
@NullMarked
package org.livemirror.http;

import org.jspecify.annotations.NullMarked;
