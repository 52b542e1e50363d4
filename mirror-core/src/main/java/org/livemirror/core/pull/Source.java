package org.livemirror.core.pull;

import org.livemirror.core.publish.Publisher;

/**
 * One thing to pull: an upstream under a name, and what is wanted of it.
 *
 * @param name recorded with each file; catalogs of one source replace each other
 * @param mode what becomes of catalogs that the source had before and does not have now
 */
public record Source(String name, Upstream upstream, Selection selection, Publisher.Mode mode) {}
