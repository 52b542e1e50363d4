package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.http.limit.NetworkTest.ip;

import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RequestRateTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5 * SECOND);
  private final InetAddress client = ip("192.0.2.1");

  private RequestRate rate(int perSecond, int burst) {
    return RequestRate.of(perSecond, burst, clock::get);
  }

  @Test
  void requests_beyondTheBurst_areToldWhenToComeAgain() {
    RequestRate rate = rate(2, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(rate.retryAfterSeconds(client)).isZero();
    }
    assertThat(rate.retryAfterSeconds(client)).isEqualTo(1);
    clock.addAndGet(SECOND / 2 - 1);
    assertThat(rate.retryAfterSeconds(client)).isEqualTo(1);
    clock.addAndGet(1);
    assertThat(rate.retryAfterSeconds(client)).isZero();
    assertThat(rate.retryAfterSeconds(client)).isEqualTo(1);
  }

  @Test
  void pause_givesTheBurstBack_andNoMore() {
    RequestRate rate = rate(10, 5);
    for (int i = 0; i < 5; i++) {
      assertThat(rate.retryAfterSeconds(client)).isZero();
    }
    // The nanosecond counter wraps meanwhile.
    clock.addAndGet(3600 * SECOND);
    for (int i = 0; i < 5; i++) {
      assertThat(rate.retryAfterSeconds(client)).isZero();
    }
    assertThat(rate.retryAfterSeconds(client)).isEqualTo(1);
  }

  @Test
  void requests_atTheRate_areNeverRefused() {
    RequestRate rate = rate(100, 1);
    for (int i = 0; i < 1000; i++) {
      assertThat(rate.retryAfterSeconds(client)).isZero();
      clock.addAndGet(SECOND / 100);
    }
  }

  @Test
  void addresses_areCountedApart_ipv6ByNetworks() {
    RequestRate rate = rate(1, 1);
    assertThat(rate.retryAfterSeconds(client)).isZero();
    assertThat(rate.retryAfterSeconds(ip("192.0.2.2"))).isZero();
    assertThat(rate.retryAfterSeconds(ip("::"))).isZero();
    assertThat(rate.retryAfterSeconds(ip("2001:db8::1"))).isZero();
    assertThat(rate.retryAfterSeconds(ip("2001:db8::2"))).isEqualTo(1);
    assertThat(rate.retryAfterSeconds(ip("::1"))).isEqualTo(1);
    assertThat(rate.retryAfterSeconds(client)).isEqualTo(1);
  }

  /** A table of 64 places, and a flood of addresses that each ask once. */
  @Test
  void floodOfAddresses_neverMakesOneRefusedThatAskedLittle() {
    Buckets buckets = new Buckets(SECOND, 2, 64, 4711, clock::get);
    for (long key = 0; key < 10_000; key++) {
      assertThat(buckets.take(key)).isZero();
    }
  }

  /** Whoever asks most is the last to be forgotten. */
  @Test
  void floodOfAddresses_doesNotFreeTheOneThatAsksMost() {
    Buckets buckets = new Buckets(SECOND, 10, 64, 4711, clock::get);
    for (int i = 0; i < 10; i++) {
      assertThat(buckets.take(-1)).isZero();
    }
    for (long key = 0; key < 10_000; key++) {
      assertThat(buckets.take(key)).isZero();
    }
    assertThat(buckets.take(-1)).isEqualTo(SECOND);
  }

  @Test
  void fullBuckets_leaveTheirPlaces() {
    Buckets buckets = new Buckets(SECOND, 1, 64, 4711, clock::get);
    for (long key = 0; key < 64; key++) {
      assertThat(buckets.take(key)).isZero();
    }
    clock.addAndGet(SECOND);
    for (long key = 1000; key < 1008; key++) {
      assertThat(buckets.take(key)).isZero();
      assertThat(buckets.take(key)).isEqualTo(SECOND);
    }
  }

  /** One set of places: who is taken to be whom cannot depend on the seed. */
  @Test
  void everyPlace_isUsed_andATokenIsGivenBackToItsOwnerOnly() {
    Buckets buckets = new Buckets(SECOND, 3, 8, 4711, clock::get);
    for (long key = 0; key < 8; key++) {
      assertThat(buckets.take(key)).isZero();
    }
    buckets.giveBack(99);
    for (long key = 0; key < 8; key++) {
      assertThat(buckets.take(key)).isZero();
      assertThat(buckets.take(key)).isZero();
      assertThat(buckets.take(key)).as("of the burst, one was taken before").isEqualTo(SECOND);
    }
  }

  /** Which of 64 numbers are remembered in a table of 64 places. */
  private Set<Long> remembered(long seed) {
    Buckets buckets = new Buckets(SECOND, 1, 64, seed, clock::get);
    for (long key = 0; key < 64; key++) {
      assertThat(buckets.take(key)).isZero();
    }
    return LongStream.range(0, 64)
        .filter(key -> buckets.untilToken(key) > 0)
        .boxed()
        .collect(Collectors.toSet());
  }

  @Test
  void places_areSpread_andTheSeedTellsWhoseTheyAre() {
    assertThat(remembered(1)).hasSizeGreaterThan(32).isNotEqualTo(remembered(2));
  }

  @Test
  void thousandAddresses_areRememberedAtOneTime() {
    RequestRate rate = rate(1, 1);
    for (long i = 0; i < 1000; i++) {
      assertThat(rate.retryAfterSeconds(new Address(false, 0, i).inet())).isZero();
    }
    for (long i = 0; i < 1000; i++) {
      assertThat(rate.retryAfterSeconds(new Address(false, 0, i).inet())).isEqualTo(1);
    }
  }

  @Test
  void noRate_isNoLimit() {
    assertThat(rate(0, 1)).isSameAs(RequestRate.OFF);
    for (int i = 0; i < 1000; i++) {
      assertThat(RequestRate.OFF.retryAfterSeconds(client)).isZero();
    }
  }

  @Test
  void rates_thatMeanNothing_areRefused() {
    assertThatThrownBy(() -> rate(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rate(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rate(1_000_001, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rate(1, 1_000_001)).isInstanceOf(IllegalArgumentException.class);
    assertThat(rate(1_000_000, 1_000_000).retryAfterSeconds(client)).isZero();
  }
}
