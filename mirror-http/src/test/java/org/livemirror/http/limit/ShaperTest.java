package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.livemirror.http.limit.NetworkTest.ip;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that share a line, in a time of their own. */
final class ShaperTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MUCH = 1L << 40;
  private static final Rate OFF = Rate.UNLIMITED;

  /** A Monday. */
  private static final Instant START = Instant.parse("2026-11-16T12:00:00Z");

  private long now = -SECOND;
  private final Random random = new Random(11);

  /** A writer that asks as it is told to, perhaps a little late. */
  private final class Writer {
    private final Share share;
    private final long lateNanos;
    private long wanted;
    private long at = now;
    private long sent;

    Writer(Share share, long wanted, long lateNanos) {
      this.share = share;
      this.wanted = wanted;
      this.lateNanos = lateNanos;
    }

    void ask() {
      long granted = share.grant(wanted);
      assertThat(granted).isBetween(0L, wanted);
      wanted -= granted;
      sent += granted;
      long wait = granted > 0 ? 0 : Math.max(1, share.waitNanos());
      at = now + wait + (lateNanos == 0 ? 0 : random.nextLong(lateNanos));
    }
  }

  private final Clock wallClock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
          return START.plusNanos(now);
        }
      };

  private Shaper shaper(Rate total, Rate perAddress, Shaping.Line... lines) {
    return new Shaper(new Shaping(total, perAddress, List.of(lines)), () -> now, wallClock);
  }

  private static Shaping.Line line(long rate, String... networks) {
    return new Shaping.Line(
        List.of(networks).stream().map(Network::parse).toList(), Rate.always(rate));
  }

  private static InetAddress client(int number) {
    return ip("10.0.0." + number);
  }

  /** Lets writers ask in the order of their times, until a time. */
  private void run(List<Writer> writers, Duration time) {
    long end = now + time.toNanos();
    PriorityQueue<Writer> queue = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    writers.forEach(
        each -> {
          each.at = Math.max(each.at, now);
          queue.add(each);
        });
    for (Writer next = queue.poll(); next != null && next.at <= end; next = queue.poll()) {
      now = next.at;
      next.ask();
      if (next.wanted > 0) {
        queue.add(next);
      }
    }
    now = end;
  }

  private static long sum(List<Writer> writers, ToLongFunction<Writer> of) {
    return writers.stream().mapToLong(of).sum();
  }

  private List<Writer> writers(int count, ToLongFunction<Integer> lateNanos, Shaper shaper) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Writer(shaper.open(client(i + 1)), MUCH, lateNanos.applyAsLong(i)))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(longs = {8_000, 64_000, 1_000_000, 12_500_000, 1_250_000_000})
  void connections_ofOneLimit_getTheSame_andTogetherTheRate(long rate) {
    List<Writer> writers = writers(10, i -> 0, shaper(Rate.always(rate), OFF));

    // The burst is whose who comes first; on a thin line it takes a while to even out.
    int seconds = rate < 100_000 ? 600 : 60;
    run(writers, Duration.ofSeconds(seconds));

    long total = sum(writers, each -> each.sent);
    assertThat(total)
        .isLessThanOrEqualTo(rate * seconds + Limit.burst(rate))
        .isGreaterThan((long) (rate * seconds * 0.95));
    assertThat(writers)
        .allSatisfy(each -> assertThat(each.sent).isCloseTo(total / 10, withinPercentage(10)));
  }

  @Test
  void burst_isWhatItSays_atTheLeastAndTheGreatestRate() {
    for (long rate : new long[] {Rate.MIN, Rate.MAX}) {
      Share share = shaper(Rate.always(rate), OFF).open(client(1));
      long sent = 0;
      for (long granted = share.grant(MUCH); granted > 0; granted = share.grant(MUCH)) {
        sent += granted;
      }
      assertThat(sent)
          .isBetween(Limit.burst(rate) / 100 * 99 - (256 << 10), Limit.burst(rate))
          .isGreaterThan(10_000);
    }
  }

  /** Timers fire late, some event loops later than others. */
  @Test
  void connections_thatAskLate_getTheSame() {
    long rate = 1_000_000;
    List<Writer> writers =
        writers(10, i -> i * 2_000_000L + 1_000_000, shaper(Rate.always(rate), OFF));

    run(writers, Duration.ofSeconds(60));

    long total = sum(writers, each -> each.sent);
    assertThat(total).isLessThanOrEqualTo(rate * 60 + Limit.burst(rate)).isGreaterThan(rate * 57);
    assertThat(writers)
        .allSatisfy(each -> assertThat(each.sent).isCloseTo(total / 10, withinPercentage(10)));
  }

  @Test
  void rate_holdsAtEveryMoment() {
    long rate = 100_000;
    List<Writer> writers = writers(7, i -> 3_000_000, shaper(Rate.always(rate), OFF));
    long begin = now;
    for (int i = 0; i < 500; i++) {
      run(writers, Duration.ofMillis(20));
      assertThat(sum(writers, each -> each.sent))
          .isLessThanOrEqualTo(rate * (now - begin) / SECOND + Limit.burst(rate));
    }
  }

  @Test
  void manyConnections_onAThinLine_allMoveWithinSeconds() {
    List<Writer> writers = writers(200, i -> 1_000_000, shaper(Rate.always(250_000), OFF));
    run(writers, Duration.ofSeconds(3));
    assertThat(writers).allSatisfy(each -> assertThat(each.sent).isPositive());
  }

  @Test
  void oneConnection_getsAll_andAPauseGivesABurstOnly() {
    long rate = 1_000_000;
    List<Writer> one = writers(1, i -> 5_000_000, shaper(Rate.always(rate), OFF));
    run(one, Duration.ofSeconds(10));
    assertThat(one.get(0).sent).isBetween(rate * 95 / 10, rate * 10 + Limit.burst(rate));

    now += 100 * SECOND;
    long before = one.get(0).sent;
    run(one, Duration.ofSeconds(1));
    assertThat(one.get(0).sent - before).isLessThanOrEqualTo(rate + Limit.burst(rate));
  }

  @Test
  void whatOneDoesNotUse_isTheOthers() {
    long rate = 1_000_000;
    Shaper shaper = shaper(Rate.always(rate), OFF);
    Writer slow = new Writer(shaper.open(client(1)), MUCH, SECOND);
    Writer fast = new Writer(shaper.open(client(2)), MUCH, 0);

    run(List.of(slow, fast), Duration.ofSeconds(60));

    assertThat(slow.sent + fast.sent).isGreaterThan(rate * 57);
    assertThat(fast.sent).isGreaterThan(slow.sent * 5);
  }

  @Test
  void newcomer_isServedAsSoonAsTheOthers() {
    Shaper shaper = shaper(Rate.always(1_000_000), OFF);
    List<Writer> writers =
        new ArrayList<>(
            IntStream.range(0, 10)
                .mapToObj(i -> new Writer(shaper.open(client(i)), MUCH, 0))
                .toList());
    run(writers, Duration.ofSeconds(10));

    Writer newcomer = new Writer(shaper.open(client(77)), 4_000, 0);
    writers.add(newcomer);
    run(writers, Duration.ofSeconds(1));

    assertThat(newcomer.sent).isEqualTo(4_000);
  }

  @Test
  void connections_thatWaitAndGo_leaveTheirTurnsToOthers() {
    long rate = 100_000;
    Shaper shaper = shaper(Rate.always(rate), OFF);
    Writer stays = new Writer(shaper.open(client(1)), MUCH, 0);
    run(List.of(stays), Duration.ofSeconds(1));
    for (int i = 0; i < 1_000; i++) {
      Share share = shaper.open(client(2));
      share.grant(MUCH);
      share.close();
      share.close();
    }
    long before = stays.sent;

    run(List.of(stays), Duration.ofSeconds(10));

    assertThat(stays.sent - before).isBetween(rate * 95 / 10, rate * 10 + Limit.burst(rate));
  }

  /** Clients that take nothing for a minute, and then all at one time. */
  @Test
  void turns_thatWereNotUsedInTime_areLost() {
    long rate = 1_000_000;
    Shaper shaper = shaper(Rate.always(rate), OFF);
    List<Share> shares = IntStream.range(0, 100).mapToObj(i -> shaper.open(client(i))).toList();
    for (Share share : shares) {
      while (share.grant(MUCH) > 0) {
        // until it has to wait for a turn
      }
    }
    now += 60 * SECOND;

    long sent = 0;
    for (Share share : shares) {
      sent += share.grant(MUCH);
    }

    assertThat(sent).isBetween(1L, Limit.burst(rate));
  }

  @Test
  void bytes_thatAreNotWantedAnyMore_areOthers() {
    Shaper shaper = shaper(Rate.always(100_000), OFF);
    Share one = shaper.open(client(1));
    Share other = shaper.open(client(2));
    while (one.grant(MUCH) > 0) {
      // until it has to wait for its turn
    }
    now += one.waitNanos();

    assertThat(one.grant(10)).isEqualTo(10);
    now += 1_000_000;
    assertThat(other.grant(100)).as("what was left of the turn of the first").isEqualTo(100);
  }

  @Test
  void rate_holdsWithManyThreads() throws Exception {
    long rate = 10_000_000;
    AtomicLong clock = new AtomicLong();
    Shaper shaper =
        new Shaper(
            new Shaping(Rate.always(rate), Rate.always(rate / 2), List.of()),
            clock::get,
            Clock.systemUTC());
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Long>> ends = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        InetAddress address = client(t % 2);
        Callable<Long> writer =
            () -> {
              long sent = 0;
              for (int i = 0; i < 20; i++) {
                try (Share share = shaper.open(address)) {
                  for (int asked = 0; asked < 1_000; asked++) {
                    sent += share.grant(MUCH);
                    clock.addAndGet(10_000);
                  }
                }
              }
              return sent;
            };
        ends.add(threads.submit(writer));
      }
      long sent = 0;
      for (Future<Long> end : ends) {
        sent += end.get();
      }
      long time = clock.get();
      assertThat(sent)
          .isLessThanOrEqualTo(rate * time / SECOND + Limit.burst(rate))
          .isGreaterThan(rate * time / SECOND / 4);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void addresses_haveLimitsOfTheirOwn_ipv6ByNetworks() {
    long rate = 50_000;
    Shaper shaper = shaper(OFF, Rate.always(rate));
    Writer alone = new Writer(shaper.open(client(1)), MUCH, 0);
    Writer one = new Writer(shaper.open(ip("2001:db8::1")), MUCH, 0);
    Writer other = new Writer(shaper.open(ip("2001:db8::2")), MUCH, 0);

    run(List.of(alone, one, other), Duration.ofSeconds(60));

    assertThat(alone.sent).isCloseTo(rate * 60, withinPercentage(5));
    assertThat(one.sent).isCloseTo(rate * 30, withinPercentage(10));
    assertThat(other.sent).isCloseTo(rate * 30, withinPercentage(10));
  }

  @Test
  void address_thatClosesAndComesAgain_getsNoNewBurst() {
    long rate = 50_000;
    Shaper shaper = shaper(OFF, Rate.always(rate));
    long begin = now;
    long sent = 0;
    for (int i = 0; i < 1_000; i++) {
      try (Share share = shaper.open(client(1))) {
        for (long granted = share.grant(MUCH); granted > 0; granted = share.grant(MUCH)) {
          sent += granted;
        }
      }
      now += 1_000_000;
    }
    assertThat(sent).isLessThanOrEqualTo(rate * (now - begin) / SECOND + Limit.burst(rate));
  }

  @Test
  void line_isSharedByItsNetworks_theLongestPrefixCounts() {
    Shaper shaper =
        shaper(
            OFF, OFF, line(100_000, "10.0.0.0/16", "2001:db8::/48"), line(20_000, "10.0.7.0/24"));
    Writer one = new Writer(shaper.open(ip("10.0.1.1")), MUCH, 0);
    Writer other = new Writer(shaper.open(ip("2001:db8:0:1::1")), MUCH, 0);
    Writer inner = new Writer(shaper.open(ip("10.0.7.1")), MUCH, 0);

    run(List.of(one, other, inner), Duration.ofSeconds(60));

    assertThat(one.sent).isCloseTo(100_000 * 30, withinPercentage(5));
    assertThat(other.sent).isCloseTo(100_000 * 30, withinPercentage(5));
    assertThat(inner.sent).isCloseTo(20_000 * 60, withinPercentage(5));
    assertThat(shaper.open(ip("192.0.2.1"))).isSameAs(Share.UNLIMITED);
  }

  /** Three levels: none gets more than its own, and what a thin line leaves is for others. */
  @Test
  void limits_ofAllKinds_holdTogether() {
    Shaper shaper =
        shaper(Rate.always(1_000_000), Rate.always(400_000), line(100_000, "10.0.0.0/24"));
    List<Writer> branch =
        IntStream.range(1, 6).mapToObj(i -> new Writer(shaper.open(client(i)), MUCH, 0)).toList();
    List<Writer> office =
        IntStream.range(1, 5)
            .mapToObj(i -> new Writer(shaper.open(ip("192.0.2." + i)), MUCH, 0))
            .toList();
    Writer alone = new Writer(shaper.open(ip("192.0.2.1")), MUCH, 0);
    List<Writer> all = new ArrayList<>(branch);
    all.addAll(office);
    all.add(alone);

    run(all, Duration.ofSeconds(60));

    assertThat(sum(branch, each -> each.sent)).isCloseTo(100_000 * 60, withinPercentage(5));
    assertThat(sum(all, each -> each.sent))
        .isLessThanOrEqualTo(1_000_000 * 60 + Limit.burst(1_000_000))
        .isGreaterThan(950_000 * 60);
    assertThat(office.get(0).sent + alone.sent)
        .isLessThanOrEqualTo(400_000 * 60 + Limit.burst(400_000));
    assertThat(branch)
        .allSatisfy(each -> assertThat(each.sent).isCloseTo(20_000 * 60, withinPercentage(10)));
  }

  @Test
  void schedule_isFollowedWithinASecond_bothWays() {
    Rate rate = new Rate(50_000, Optional.of(Schedule.parse("12:01-12:02")), 1_000_000);
    List<Writer> writers = writers(5, i -> 0, shaper(rate, OFF));
    now = 0;
    run(writers, Duration.ofSeconds(61));
    long first = sum(writers, each -> each.sent);
    assertThat(first).isCloseTo(60 * 1_000_000, withinPercentage(5));

    run(writers, Duration.ofSeconds(58));
    long second = sum(writers, each -> each.sent);
    assertThat(second - first).isCloseTo(58 * 50_000, withinPercentage(5));

    now += SECOND;
    run(writers, Duration.ofSeconds(60));
    assertThat(sum(writers, each -> each.sent) - second)
        .isCloseTo(60 * 1_000_000, withinPercentage(5));
  }

  @Test
  void schedule_withoutALimitOtherwise_isHeldToWhenItBegins() {
    Rate rate = new Rate(50_000, Optional.of(Schedule.parse("12:01-12:02")), 0);
    Share share = shaper(rate, OFF).open(client(1));
    now = 0;
    assertThat(share.isUnlimited()).isFalse();
    assertThat(share.grant(MUCH)).isEqualTo(1 << 20);
    assertThat(share.grant(100)).isEqualTo(100);
    now = 61 * SECOND;
    assertThat(share.grant(MUCH)).isBetween(1L, Limit.burst(50_000));
  }

  @Test
  void nothingConfigured_limitsNothing() {
    Share share = shaper(OFF, OFF).open(client(1));
    assertThat(share).isSameAs(Share.UNLIMITED);
    assertThat(share.isUnlimited()).isTrue();
    assertThat(share.grant(MUCH)).isEqualTo(MUCH);
    assertThat(share.waitNanos()).isZero();
    share.close();
    assertThat(share.grant(5)).isEqualTo(5);
  }

  @Test
  void addresses_whoseSharesAreClosed_areForgottenInTime() {
    Shaping shaping = new Shaping(OFF, Rate.always(50_000), List.of());
    Shaper shaper = new Shaper(shaping, () -> now, Clock.fixed(START, ZoneOffset.UTC));
    for (int i = 0; i < 3 * AddressLimits.MAX_IDLE + 5; i++) {
      Share share = shaper.open(ip("10.1." + (i >> 8) + "." + (i & 255)));
      assertThat(shaper.open()).isEqualTo(1);
      share.close();
      share.close();
      assertThat(shaper.open()).isZero();
    }
    assertThat(shaper.addresses()).isBetween(5, AddressLimits.MAX_IDLE);
  }
}
