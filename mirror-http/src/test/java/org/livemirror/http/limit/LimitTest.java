package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Slot by slot, in a time of its own. */
final class LimitTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long RATE = 1_000_000;

  /** Nanoseconds since noon; a microsecond is a byte at {@link #RATE}. */
  private long now;

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
          return Instant.parse("2026-11-16T12:00:00Z").plusNanos(now);
        }
      };

  private Limit limit(Rate rate) {
    return new Limit(rate, wallClock, now);
  }

  /** The rate from 12:01 to 12:02, else another. */
  private static Rate inTheFirstMinute(long bytesPerSecond, long otherwise) {
    return new Rate(bytesPerSecond, Optional.of(Schedule.parse("12:01-12:02")), otherwise);
  }

  /** What may go out now, in slots as long as the limit wants them. */
  private long atOnce(Limit limit) {
    long sent = 0;
    long bytes = limit.slotBytes(now);
    while (limit.reserve(bytes, now).start() <= now) {
      limit.end();
      sent += bytes;
    }
    limit.end();
    return sent;
  }

  @ParameterizedTest
  @CsvSource({
    "1_000, 16_384",
    "65_536, 16_380", // five slots
    "1_000_000, 250_000",
    "1_000_000_000, 249_823_232" // 953 slots
  })
  void atOnce_goesOutAQuarterOfASecond_or16KiB(String rate, String burst) {
    assertThat(atOnce(limit(Rate.always(number(rate))))).isEqualTo(number(burst));
  }

  private static long number(String text) {
    return Long.parseLong(text.replace("_", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "1_000, 0, 2_048",
    "1_000_000, 0, 50_000",
    "1_000_000, 9, 50_000",
    "1_000_000, 19, 25_000",
    "1_000_000, 999, 2_048",
    "1_000_000_000_000, 0, 262_144"
  })
  void slot_isATwentiethOfASecond_lessWhereManyWait(String rate, int waiting, String bytes) {
    Limit limit = limit(Rate.always(number(rate)));
    for (int i = 0; i < waiting; i++) {
      limit.reserve(1, now);
    }
    assertThat(limit.slotBytes(now)).isEqualTo(number(bytes));
  }

  @Test
  void slots_takeNoLessThanTheirTime_whereTheRateDividesNoSecond() {
    Limit limit = limit(Rate.always(3_000));
    long first = limit.reserve(1_000, now).start();
    limit.reserve(1_000, now);
    limit.reserve(1_000, now);
    assertThat(limit.reserve(1_000, now).start() - first).isGreaterThanOrEqualTo(SECOND);
  }

  @Test
  void slot_isPastAfterASecond() {
    Limit.Slot slot = new Limit.Slot(5, 1, RATE);
    assertThat(slot.isPast(5 + SECOND)).isFalse();
    assertThat(slot.isPast(5 + SECOND + 1)).isTrue();
  }

  @Test
  void slotGivenBack_isForAllWhoFitInIt() {
    Limit limit = limit(Rate.always(RATE));
    Limit.Slot first = limit.reserve(10_000, now);
    long next = first.start() + 10_000_000;
    limit.giveBack(first, 10_000);
    assertThat(limit.reserve(2_048, now).start()).isEqualTo(first.start());
    assertThat(limit.reserve(2_048, now).start()).isEqualTo(first.start() + 2_048_000);
    assertThat(limit.reserve(5_905, now).start()).as("what is left is less").isEqualTo(next);
    assertThat(limit.reserve(5_904, now).start()).isEqualTo(first.start() + 4_096_000);
    assertThat(limit.reserve(1, now).start()).as("all is used").isEqualTo(next + 5_905_000);
  }

  @Test
  void slotGivenBackInPart_beginsWhereTheSentBytesEnd() {
    Limit limit = limit(Rate.always(RATE));
    Limit.Slot slot = limit.reserve(10_000, now);
    limit.giveBack(slot, 4_000);
    assertThat(limit.reserve(4_000, now).start()).isEqualTo(slot.start() + 6_000_000);
  }

  @Test
  void slotsGivenBack_areHandedOutFromTheEarliest() {
    Limit limit = limit(Rate.always(RATE));
    Limit.Slot first = limit.reserve(3_000, now);
    Limit.Slot second = limit.reserve(3_000, now);
    limit.giveBack(second, 3_000);
    limit.giveBack(first, 3_000);
    assertThat(limit.reserve(3_000, now).start()).isEqualTo(first.start());
    assertThat(limit.reserve(3_000, now).start()).isEqualTo(second.start());
  }

  @Test
  void restTooShortForASlot_isNotInTheWayOfWhatWasGivenBackLater() {
    Limit limit = limit(Rate.always(RATE));
    Limit.Slot first = limit.reserve(3_000, now);
    Limit.Slot second = limit.reserve(3_000, now);
    limit.giveBack(first, 3_000);
    limit.giveBack(second, 3_000);
    limit.reserve(2_048, now);
    assertThat(limit.reserve(2_048, now).start()).isEqualTo(second.start());
  }

  @Test
  void slotsGivenBack_areNotSavedUpInAPause() {
    Limit limit = limit(Rate.always(RATE));
    for (int i = 0; i < 100; i++) {
      Limit.Slot slot = limit.reserve(50_000, now);
      limit.giveBack(slot, 50_000);
      limit.end();
      limit.reserve(50_000, now);
      limit.end();
    }
    Limit.Slot late = limit.reserve(50_000, now);
    limit.end();
    limit.giveBack(late, 50_000);
    now = 10 * SECOND;
    assertThat(atOnce(limit)).isEqualTo(250_000);
  }

  @Test
  void limit_isFreshOnceItsWholeBurstIsBack() {
    Limit limit = limit(Rate.always(RATE));
    assertThat(limit.isFresh(now)).isTrue();
    limit.reserve(10_000, now);
    limit.end();
    assertThat(limit.isFresh(now)).isFalse();
    assertThat(limit.isFresh(9_999_999)).isFalse();
    assertThat(limit.isFresh(10_000_000)).isTrue();
  }

  @Test
  void changeOfTheRate_isSeenByWhoeverAsksNext() {
    Rate rate = inTheFirstMinute(RATE, 0);
    Limit asked = limit(rate);
    Limit taken = limit(rate);
    assertThat(asked.slotBytes(now)).isEqualTo(1 << 20);
    assertThat(taken.reserve(1_000, now).rate()).isZero();
    now = 60 * SECOND;
    assertThat(asked.slotBytes(now)).isEqualTo(50_000);
    assertThat(taken.reserve(1_000, now).rate()).isEqualTo(RATE);
  }

  @Test
  void lookAtTheSchedule_changesNothingIfTheRateIsTheSame() {
    Limit limit = limit(inTheFirstMinute(1_000, RATE));
    now = SECOND - 1;
    limit.reserve(10_000, now);
    Limit.Slot slot = limit.reserve(10_000, now);
    limit.reserve(10_000, now);
    limit.giveBack(slot, 10_000);
    now = SECOND;
    assertThat(limit.reserve(10_000, now).start()).isEqualTo(slot.start());
  }

  @Test
  void changeOfTheRate_leavesNothingOfWhatWasGivenBackBefore() {
    Limit limit = limit(inTheFirstMinute(1_000, RATE));
    now = 58 * SECOND;
    Limit.Slot early = limit.reserve(10_000, now);
    Limit.Slot late = limit.reserve(10_000, now);
    limit.giveBack(early, 10_000);
    now = 60 * SECOND;

    long next = late.start() + 10_000_000;
    assertThat(limit.reserve(2_048, now).start()).as("given back before").isEqualTo(next);
    limit.giveBack(late, 10_000);
    assertThat(limit.reserve(2_048, now).start())
        .as("given back after, but of the rate before")
        .isEqualTo(next + 2_048 * SECOND / 1_000);
  }

  @Test
  void withoutALimitForNow_slotsBeginAtOnce_andNoneIsGivenBack() {
    Limit limit = limit(inTheFirstMinute(0, 1_000));
    Limit.Slot far = limit.reserve(1 << 20, now);
    limit.reserve(2_048, now);
    now = 60 * SECOND;
    Limit.Slot slot = limit.reserve(1 << 20, now);
    assertThat(slot.start()).isEqualTo(now);
    limit.giveBack(slot, 1 << 20);
    limit.giveBack(far, 1 << 20);
    assertThat(limit.reserve(1 << 20, now).start()).isEqualTo(now);
  }
}
