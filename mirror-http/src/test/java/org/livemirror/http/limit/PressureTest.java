package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PressureTest {
  private final AtomicInteger waiting = new AtomicInteger();

  @Test
  void exchanges_beyondTheLimit_areNotBegun_untilOneEnds() {
    Pressure pressure = new Pressure(2, waiting::get, 10);
    assertThat(pressure.enter()).isTrue();
    assertThat(pressure.enter()).isTrue();

    assertThat(pressure.enter()).isFalse();
    assertThat(pressure.inFlight()).isEqualTo(2);
    pressure.leave();
    assertThat(pressure.enter()).isTrue();
  }

  @Test
  void queue_thatIsNearlyFull_countsUntilItIsWellDown() {
    Pressure pressure = new Pressure(10, waiting::get, 100);
    waiting.set(89);
    assertThat(pressure.enter()).isTrue();
    waiting.set(90);
    assertThat(pressure.enter()).isFalse();
    waiting.set(75);
    assertThat(pressure.enter()).isFalse();
    waiting.set(74);
    assertThat(pressure.enter()).isTrue();
    waiting.set(89);
    assertThat(pressure.enter()).isTrue();
    assertThat(pressure.inFlight()).isEqualTo(3);
  }

  @Test
  void queue_withRoomForOne_isFullWithOne() {
    Pressure pressure = new Pressure(10, waiting::get, 1);
    assertThat(pressure.enter()).isTrue();
    waiting.set(1);
    assertThat(pressure.enter()).isFalse();
    waiting.set(0);
    assertThat(pressure.enter()).isTrue();
  }

  @Test
  void limits_ofNothing_areRefused() {
    assertThatThrownBy(() -> new Pressure(0, waiting::get, 1))
        .hasMessage("found a limit of 0 and room for 1 (expected 1 at least)");
    assertThatThrownBy(() -> new Pressure(1, waiting::get, 0))
        .hasMessage("found a limit of 1 and room for 0 (expected 1 at least)");
  }
}
