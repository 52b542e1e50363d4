package org.livemirror.core.pull;

import java.util.List;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.trust.Refusal;
import org.livemirror.store.ContentPath;

/**
 * What a pull would do, from the source's catalogs and the lengths it tells.
 *
 * @param toFetch packages that would be fetched
 * @param bytesToFetch their bytes, as far as the source tells them
 * @param unknownSizes packages whose length the source does not tell
 * @param toDrop packages that no catalog would name any more
 * @param bytesNow bytes of all blobs that the published generation names
 * @param bytesAfter the same after the pull and its grace time
 * @param refusals catalogs that would be refused: the pull would change nothing
 */
public record PullPreview(
    String source,
    List<ProductId> notOffered,
    List<ContentPath> toFetch,
    long bytesToFetch,
    int unknownSizes,
    List<ContentPath> toDrop,
    long bytesNow,
    long bytesAfter,
    List<Refusal> refusals) {
  public PullPreview {
    notOffered = List.copyOf(notOffered);
    toFetch = List.copyOf(toFetch);
    toDrop = List.copyOf(toDrop);
    refusals = List.copyOf(refusals);
  }
}
