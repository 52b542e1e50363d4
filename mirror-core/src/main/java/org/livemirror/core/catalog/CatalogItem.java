package org.livemirror.core.catalog;

/**
 * One offer of a catalog: the package {@code fileName} takes a client's {@code sequence} to {@code
 * revision}.
 *
 * @param sequence the sequence it advances, such as {@code CurDefs}
 * @param revision the revision reached; a client takes an item only if this is greater than what it
 *     has
 * @param fileName the package, beside the catalog
 */
public record CatalogItem(String sequence, long revision, String fileName) {}
