/**
 * The content store: blobs by SHA-256, generations that name them, and the pointer to the published
 * generation.
 *
 * <p>Start at {@link org.livemirror.store.ContentStore}. This package must not know products, URLs
 * or status codes: what a generation entry means is kept in {@link
 * org.livemirror.store.Entry#facts()}, which the store carries without reading.
 */
@NullMarked
package org.livemirror.store;

import org.jspecify.annotations.NullMarked;
