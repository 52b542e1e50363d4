package org.livemirror.http.limit;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How often one address (for IPv6 one /64) may ask: so many requests a second, and a burst of so
 * many after a pause. Beyond it the plane answers 429 with Retry-After.
 *
 * <p>Memory is fixed: 1 MiB, for 65 536 addresses that are within their burst at one time. Of more
 * than that, those who asked least are forgotten and may ask anew; nobody is refused for what
 * others do. Safe for all threads; never blocks.
 */
public final class RequestRate {
  /** No limit. */
  public static final RequestRate OFF = new RequestRate(null);

  /** The most requests a second that can be told apart from no limit. */
  public static final int MAX_PER_SECOND = 1_000_000;

  private static final int PLACES = 1 << 16;

  private final @Nullable Buckets buckets;

  private RequestRate(@Nullable Buckets buckets) {
    this.buckets = buckets;
  }

  /**
   * A limit.
   *
   * @param perSecond requests a second; 0 for no limit, at most 1 000 000
   * @param burst requests at once after a pause; 1 to 1 000 000
   * @param clock nanoseconds, as of {@link System#nanoTime}
   */
  public static RequestRate of(int perSecond, int burst, LongSupplier clock) {
    if (perSecond < 0 || perSecond > MAX_PER_SECOND || burst < 1 || burst > MAX_PER_SECOND) {
      throw new IllegalArgumentException(
          "found %d requests a second, burst %d (expected 0 and 1 to %d)"
              .formatted(perSecond, burst, MAX_PER_SECOND));
    }
    return perSecond == 0
        ? OFF
        : new RequestRate(
            new Buckets(
                TimeUnit.SECONDS.toNanos(1) / perSecond,
                burst,
                PLACES,
                new SecureRandom().nextLong(),
                clock));
  }

  /** Counts a request: 0 if it may be answered, else the seconds for Retry-After. */
  public long retryAfterSeconds(InetAddress client) {
    return buckets == null ? 0 : seconds(buckets.take(Address.of(client).key()));
  }

  /** Nanoseconds as whole seconds that are not too short. */
  static long seconds(long nanos) {
    return (nanos + 999_999_999) / 1_000_000_000;
  }
}
