package org.livemirror.core.event;

import java.time.Duration;
import java.time.Instant;

/**
 * How one pull of a source ended.
 *
 * @param source its name in the settings
 * @param fetchedBytes what was fetched; 0 of a pull that failed, as nobody counted
 * @param staleCatalogs how many catalogs have had no new content for too long
 * @param summary one line for people: what moved, or what went wrong
 */
public record PullEnd(
    String source,
    Result result,
    Instant started,
    Instant ended,
    long fetchedBytes,
    int staleCatalogs,
    String summary) {
  /** In which way it ended. */
  public enum Result {
    /** There is a new generation. */
    PUBLISHED,
    /** The source has what is here already. */
    UNCHANGED,
    /** Content was refused, nothing was published. */
    REFUSED,
    /** The upstream, the network or the disk failed. */
    FAILED;

    /** Whether the source was looked at and nothing is wrong with what it has. */
    public boolean isGood() {
      return this == PUBLISHED || this == UNCHANGED;
    }
  }

  public Duration took() {
    return Duration.between(started, ended);
  }
}
