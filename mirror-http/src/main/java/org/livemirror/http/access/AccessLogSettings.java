package org.livemirror.http.access;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an operator chooses of the access log.
 *
 * @param file where it is written; empty for standard output, and then the rest means nothing
 * @param maxBytes a file that would grow beyond it is rotated; so is one of an earlier day (UTC)
 * @param keep how many rotated files are kept; the oldest go
 * @param compress whether rotated files are packed with gzip
 */
public record AccessLogSettings(
    Optional<Path> file, Format format, long maxBytes, int keep, boolean compress) {

  /** How a line is written. */
  public enum Format {
    /** As Apache and nginx do: {@code client - user [time] "request" status bytes "…" "…"}. */
    COMBINED {
      @Override
      LineFormat newLines() {
        return new CombinedLines();
      }
    },
    /** One JSON object a line, with all that is known. */
    JSON {
      @Override
      LineFormat newLines() {
        return new JsonLines();
      }
    };

    /** Lines for one thread. */
    abstract LineFormat newLines();
  }

  /**
   * @throws IllegalArgumentException for sizes and numbers that are none
   */
  public AccessLogSettings {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes " + maxBytes + " (expected 1 or more)");
    }
    if (keep < 0) {
      throw new IllegalArgumentException("keep " + keep + " (expected 0 or more)");
    }
  }
}
