package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.livemirror.http.limit.NetworkTest.ip;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Grant by grant, in a time of its own. */
final class ShareTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLISECOND = 1_000_000L;
  private static final long MUCH = 1L << 40;
  private static final long OFF = 0;

  private long now;

  private Shaper shaper(long total, long perAddress) {
    return new Shaper(
        new Shaping(Rate.always(total), Rate.always(perAddress), List.of()),
        () -> now,
        Clock.fixed(Instant.parse("2026-11-16T12:00:00Z"), ZoneOffset.UTC));
  }

  private static Share open(Shaper shaper, int client) {
    return shaper.open(ip("10.0.0." + client));
  }

  /** Takes what it gets at once, until it has to wait. */
  private static Share waiting(Share share) {
    while (share.grant(MUCH) > 0) {
      // until it waits
    }
    return share;
  }

  @Test
  void closedShare_isGrantedNothing_andHoldsUpNobody() {
    Shaper shaper = shaper(1_000_000, OFF);
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      shares.add(waiting(open(shaper, i)));
    }
    // Their slots are past, so they wait for others.
    now += 60 * SECOND;
    shares.forEach(ShareTest::waiting);
    for (Share share : shares) {
      share.close();
      assertThat(share.grant(1)).isZero();
    }
    now += 60 * SECOND;
    assertThat(shares.get(0).grant(1)).as("though there is room").isZero();
    assertThat(open(shaper, 1).grant(MUCH)).as("as long as if nobody waits").isEqualTo(50_000);
  }

  @Test
  void grant_isNoMoreThanASlotOfTheNarrowestLimit() {
    assertThat(open(shaper(1_000_000, 8_000), 1).grant(MUCH)).isEqualTo(2_048);
    assertThat(open(shaper(8_000, 1_000_000), 1).grant(MUCH)).isEqualTo(2_048);
  }

  @Test
  void bytes_thatAreNotWantedAnyMore_areOthersAtEveryLimit() {
    Shaper shaper = shaper(100_000, 1_000_000);
    Share one = waiting(open(shaper, 1));
    Share other = open(shaper, 2);
    now += one.waitNanos();
    assertThat(one.grant(10)).isEqualTo(10);
    now += MILLISECOND;
    assertThat(other.grant(100)).as("what was left of the turn of the first").isEqualTo(100);
  }

  @Test
  void turnOfOneThatCloses_isTheNextOnes_whoeverSentBefore() {
    Shaper shaper = shaper(100_000, OFF);
    Share sends = open(shaper, 1);
    Share closes = waiting(open(shaper, 2));
    long turn = closes.waitNanos();
    now += turn;
    Share last = waiting(open(shaper, 3));
    assertThat(closes.grant(MUCH)).isPositive();
    assertThat(closes.grant(MUCH)).isZero();
    long again = closes.waitNanos();
    closes.close();
    assertThat(sends.grant(2_048)).isZero();
    assertThat(sends.waitNanos()).isEqualTo(again);
    assertThat(last.waitNanos()).isLessThan(again);
  }

  @Test
  void connection_thatWaitsForItsAddress_holdsUpNobodyElse() {
    Shaper shaper = shaper(8_000, 1_000);
    Share thin = waiting(open(shaper, 1));
    assertThat(thin.waitNanos()).isEqualTo(2_048 * MILLISECOND);
    Share other = open(shaper, 2);
    now += 256 * MILLISECOND; // a slot of all together
    assertThat(other.grant(MUCH)).isEqualTo(2_048);
  }

  @Test
  void wait_isNone_onceItsTimeHasCome_orNothingIsWaitedFor() {
    Share share = open(shaper(1_000_000, OFF), 1);
    assertThat(share.waitNanos()).isZero();
    assertThat(share.grant(MUCH)).isEqualTo(50_000);
    assertThat(share.waitNanos()).isZero();
    waiting(share);
    assertThat(share.waitNanos()).isEqualTo(50 * MILLISECOND);
    now += 51 * MILLISECOND;
    assertThat(share.waitNanos()).isZero();
  }
}
