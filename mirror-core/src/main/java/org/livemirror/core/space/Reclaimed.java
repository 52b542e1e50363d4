package org.livemirror.core.space;

import java.util.List;

/**
 * What a collection deleted, or would delete, and what stays.
 *
 * @param generations their numbers, in ascending order
 * @param blobs how many blobs
 * @param bytes the sum of their lengths
 * @param freedBytes what the medium gets back: less than {@code bytes} where files are linked
 * @param keptGenerations how many generations stay
 * @param keptBlobs blobs that they name
 * @param keptBytes their bytes
 * @param unfinishedBlobs blobs that stay though no generation names them, as they are young
 * @param unfinishedBytes their bytes
 */
public record Reclaimed(
    List<Integer> generations,
    int blobs,
    long bytes,
    long freedBytes,
    int keptGenerations,
    int keptBlobs,
    long keptBytes,
    int unfinishedBlobs,
    long unfinishedBytes) {
  public Reclaimed {
    generations = List.copyOf(generations);
  }

  /** Whether nothing was to be deleted. */
  public boolean isNothing() {
    return generations.isEmpty() && blobs == 0;
  }
}
