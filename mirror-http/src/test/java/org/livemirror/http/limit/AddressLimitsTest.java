package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Which addresses are remembered; all at one moment. */
final class AddressLimitsTest {
  private static final int MAX_IDLE = 4096;

  private final AddressLimits limits =
      new AddressLimits(
          Rate.always(50_000), Clock.fixed(Instant.parse("2026-11-16T12:00:00Z"), ZoneOffset.UTC));

  /** Some addresses that came and went; a part of their bursts is gone if they sent. */
  private void idle(long first, int count, boolean sent) {
    for (long address = first; address < first + count; address++) {
      Limit limit = limits.open(address, 0);
      if (sent) {
        limit.reserve(2_048, 0);
        limit.end();
      }
      limits.close(address, 0);
    }
  }

  @Test
  void addresses_areRememberedUntilSoManyAreIdle_thenThoseWithAWholeBurstAreForgotten() {
    idle(0, MAX_IDLE - 1, false);
    assertThat(limits.size()).isEqualTo(MAX_IDLE - 1);
    idle(-1, 1, true);
    assertThat(limits.size()).isEqualTo(1);

    idle(0, MAX_IDLE - 2, false);
    assertThat(limits.size()).isEqualTo(MAX_IDLE - 1);
    idle(MAX_IDLE, 1, false);
    assertThat(limits.size()).isEqualTo(1);
  }

  @Test
  void addressesWithoutAWholeBurst_areForgottenIfTheyAreMoreThanHalf() {
    idle(0, MAX_IDLE / 2, true);
    idle(MAX_IDLE, MAX_IDLE / 2, false);
    assertThat(limits.size()).isEqualTo(MAX_IDLE / 2);

    idle(2 * MAX_IDLE, 1, true);
    idle(3 * MAX_IDLE, MAX_IDLE / 2 - 1, false);
    assertThat(limits.size()).isZero();

    idle(0, MAX_IDLE - 1, false);
    assertThat(limits.size()).isEqualTo(MAX_IDLE - 1);
  }

  @Test
  void addressesWithOpenShares_areKept_andCountForNothing() {
    for (long address = 0; address < MAX_IDLE; address++) {
      limits.open(address, 0);
    }
    Limit open = limits.open(0, 0);
    idle(MAX_IDLE, 1, true);
    idle(2 * MAX_IDLE, MAX_IDLE - 1, false);
    assertThat(limits.size()).isEqualTo(MAX_IDLE + 1);
    idle(3 * MAX_IDLE, MAX_IDLE - 1, true);
    assertThat(limits.size()).isEqualTo(MAX_IDLE);
    assertThat(limits.open(0, 0)).isSameAs(open);
  }

  @Test
  void addressThatComesAgain_isIdleOnce() {
    idle(0, 1, false);
    for (int i = 0; i < MAX_IDLE; i++) {
      idle(1, 1, false);
    }
    assertThat(limits.size()).isEqualTo(2);
  }

  @Test
  void addressWithSeveralShares_isIdleWhenAllAreClosed() {
    for (int i = 0; i < MAX_IDLE; i++) {
      limits.open(0, 0);
    }
    idle(1, MAX_IDLE, false);
    assertThat(limits.size()).as("its first share is open").isEqualTo(1);
    for (int i = 0; i < MAX_IDLE; i++) {
      assertThat(limits.size()).isEqualTo(1);
      limits.close(0, 0);
    }
    idle(1, MAX_IDLE - 1, false);
    assertThat(limits.size()).isZero();
  }
}
