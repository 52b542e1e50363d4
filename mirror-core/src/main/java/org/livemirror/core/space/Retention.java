package org.livemirror.core.space;

import java.time.Duration;
import java.util.Optional;

/**
 * How long what is no longer served is kept.
 *
 * @param generations the newest so many generations are kept, however old
 * @param age generations younger than this are kept, however many
 * @param unfinished how long blobs are kept that no generation names: a pull that was refused or
 *     broke off left them, and the next one need not fetch them again
 * @param soak after how long production serves by itself what is tested, empty if never: what still
 *     awaits that is kept
 */
public record Retention(
    int generations, Duration age, Duration unfinished, Optional<Duration> soak) {
  /** A week to go back, and ten generations where content changes rarely. */
  public static final Retention DEFAULT = new Retention(10, Duration.ofDays(7), Duration.ofDays(1));

  /** Where nothing is promoted by itself. */
  public Retention(int generations, Duration age, Duration unfinished) {
    this(generations, age, unfinished, Optional.empty());
  }
}
