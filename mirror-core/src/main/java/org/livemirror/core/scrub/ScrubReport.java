package org.livemirror.core.scrub;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a scrub found.
 *
 * @param blobs how many were read or found missing
 * @param bytes how much was read
 * @param damages blobs that are not what their names say
 * @param generations those that cannot be loaded, each as one line that says what to do
 * @param stopped why it ended before its end, if it did
 */
public record ScrubReport(
    int blobs,
    long bytes,
    Duration took,
    List<Damage> damages,
    List<String> generations,
    Optional<String> stopped) {
  public ScrubReport {
    damages = List.copyOf(damages);
    generations = List.copyOf(generations);
  }
}
