package org.livemirror.core.pull;

import java.time.Duration;

/**
 * How much a pull takes from an upstream.
 *
 * @param maxCatalogBytes longest mini-TRI
 * @param maxPackageBytes longest package
 * @param attempts how often a transfer is tried, the first time included; each goes on where the
 *     last one ended
 * @param backoff the wait before the second attempt; doubled for each further one
 * @param parallel transfers at one time
 */
public record PullLimits(
    long maxCatalogBytes, long maxPackageBytes, int attempts, Duration backoff, int parallel) {
  /** Room for ten times what the field knows. */
  public static final PullLimits DEFAULT =
      new PullLimits(8 << 20, 2L << 30, 4, Duration.ofSeconds(1), 4);
}
