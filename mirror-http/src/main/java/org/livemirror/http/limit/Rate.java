package org.livemirror.http.limit;

import java.time.LocalDateTime;
import java.util.Optional;

/**
 * Bytes a second, perhaps by the hour. 0 means no limit. Immutable.
 *
 * @param bytesPerSecond at the times of the schedule, or always without one
 * @param schedule when; empty for always
 * @param otherwise bytes a second at other times
 */
public record Rate(long bytesPerSecond, Optional<Schedule> schedule, long otherwise) {
  /** No limit at any time. */
  public static final Rate UNLIMITED = always(0);

  /** The least that can be asked for, in bytes a second; less is a line that does nothing. */
  public static final long MIN = 1_000;

  /** The most, in bytes a second: 1 TB. */
  public static final long MAX = 1_000_000_000_000L;

  /**
   * @throws IllegalArgumentException if a rate is neither 0 nor from {@link #MIN} to {@link #MAX}
   */
  public Rate {
    check(bytesPerSecond);
    check(otherwise);
  }

  private static void check(long rate) {
    if (rate != 0 && (rate < MIN || rate > MAX)) {
      throw new IllegalArgumentException(
          "found %d bytes a second (expected 0 for no limit, or %d to %d)"
              .formatted(rate, MIN, MAX));
    }
  }

  /** The same rate at all times. */
  public static Rate always(long bytesPerSecond) {
    return new Rate(bytesPerSecond, Optional.empty(), bytesPerSecond);
  }

  /** Whether there is no limit at any time. */
  public boolean isUnlimited() {
    return bytesPerSecond == 0 && otherwise == 0;
  }

  long at(LocalDateTime time) {
    return schedule.isEmpty() || schedule.get().contains(time) ? bytesPerSecond : otherwise;
  }
}
