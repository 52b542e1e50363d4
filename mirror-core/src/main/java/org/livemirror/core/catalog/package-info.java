/**
 * The nouns of LiveUpdate: products, mini-TRI names, package names, catalogs.
 *
 * <p>Start at {@link org.livemirror.core.catalog.Catalog}. Values only: must not know files,
 * archives, keys or sockets.
 */
@NullMarked
package org.livemirror.core.catalog;

import org.jspecify.annotations.NullMarked;
