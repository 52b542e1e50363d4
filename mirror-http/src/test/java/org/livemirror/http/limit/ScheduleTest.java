package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 2026-11-16 is a Monday. */
final class ScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "08:00-18:00 Mon-Fri, 2026-11-16T08:00, true",
    "08:00-18:00 Mon-Fri, 2026-11-16T07:59:59, false",
    "08:00-18:00 Mon-Fri, 2026-11-20T17:59:59, true",
    "08:00-18:00 Mon-Fri, 2026-11-20T18:00, false",
    "08:00-18:00 Mon-Fri, 2026-11-21T12:00, false",
    "08:00-18:00, 2026-11-21T12:00, true",
    // across midnight: the day is that of its beginning
    "22:00-06:00 Fri, 2026-11-20T21:59, false",
    "22:00-06:00 Fri, 2026-11-20T22:00, true",
    "22:00-06:00 Fri, 2026-11-21T05:59, true",
    "22:00-06:00 Fri, 2026-11-21T06:00, false",
    "22:00-06:00 Fri, 2026-11-20T05:00, false",
    "22:00-06:00 Fri, 2026-11-21T22:00, false",
    "22:00-06:00 Sun, 2026-11-16T03:00, true",
    "22:00-00:00 Mon, 2026-11-16T23:59, true",
    "22:00-00:00 Mon, 2026-11-17T00:00, false",
    "22:00-24:00 Mon, 2026-11-16T23:59, true",
    "22:00-24:00 Mon, 2026-11-17T00:00, false",
    "00:00-24:00 Sat-Sun, 2026-11-21T00:00, true",
    "00:00-24:00 Sat-Sun, 2026-11-22T23:59:59, true",
    "00:00-24:00 Sat-Sun, 2026-11-16T00:00, false"
  })
  void schedule_containsItsHours(String text, LocalDateTime time, boolean contained) {
    assertThat(Schedule.parse(text).contains(time)).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "08:00-18:00 Mon-Fri | 08:00-18:00 Mon,Tue,Wed,Thu,Fri",
        "08:00 - 18:00  mon, WED ,Fri | 08:00-18:00 Mon,Wed,Fri",
        "' 08:59-09:00 Mon ' | 08:59-09:00 Mon",
        "22:00-06:00 Fri-Mon | 22:00-06:00 Mon,Fri,Sat,Sun",
        "22:00-06:00 Mon-Tue,Sat | 22:00-06:00 Mon,Tue,Sat",
        "00:00-24:00 | 00:00-24:00 Mon,Tue,Wed,Thu,Fri,Sat,Sun"
      })
  void days_areJoinedInAnyWay(String text, String shown) {
    assertThat(Schedule.parse(text)).hasToString(shown).isEqualTo(Schedule.parse(shown));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Mon-Fri",
        "8-18",
        "8:00-18:00",
        "08:00",
        "08:00-24:01",
        "25:00-26:00",
        "08:60-09:00",
        "08:00-18:00 Mo-Fr",
        "08:00-18:00 Mon-",
        "08:00-18:00 Mon-Wed-Fri",
        "08:00-18:00 ,",
        "08:00-18:00 Mon,",
        "08:00-18:00Mon",
        "always"
      })
  void text_thatIsNone_isToldWithAnExample(String text) {
    assertThatThrownBy(() -> Schedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found '" + text + "' (expected hours and days such as 08:00-18:00 Mon-Fri)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"08:00-08:00", "24:00-08:00", "00:00-00:00 Mon"})
  void hours_thatDoNotLast_areRefused(String text) {
    assertThatThrownBy(() -> Schedule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected hours that last");
  }

  @Test
  void schedule_staysAsItIs() {
    Set<DayOfWeek> days = EnumSet.of(DayOfWeek.MONDAY);
    Schedule schedule = new Schedule(0, 60, days);
    days.clear();
    assertThat(schedule.days()).containsExactly(DayOfWeek.MONDAY);
  }

  @Test
  void rate_isThatOfTheHour() {
    Rate rate = new Rate(1_000, Optional.of(Schedule.parse("08:00-18:00")), 5_000);
    assertThat(rate.at(LocalDateTime.parse("2026-11-16T12:00"))).isEqualTo(1_000);
    assertThat(rate.at(LocalDateTime.parse("2026-11-16T18:00"))).isEqualTo(5_000);
    assertThat(Rate.always(7_000).at(LocalDateTime.parse("2026-11-16T18:00"))).isEqualTo(7_000);
  }

  @Test
  void rate_thatIsTooSmallOrTooGreat_isRefused() {
    Optional<Schedule> always = Optional.of(Schedule.parse("00:00-24:00"));
    assertThatThrownBy(() -> new Rate(1_000, always, 999)).hasMessageContaining("found 999");
    assertThatThrownBy(() -> Rate.always(1_000_000_000_001L))
        .hasMessageContaining("1000 to 1000000000000");
    assertThat(Rate.always(1_000_000_000_000L).isUnlimited()).isFalse();
    assertThat(new Rate(0, always, 1_000).isUnlimited()).isFalse();
    assertThat(new Rate(1_000, always, 0).isUnlimited()).isFalse();
    assertThatThrownBy(() -> Rate.always(999)).hasMessageContaining("expected 0 for no limit");
    assertThatThrownBy(() -> Rate.always(-1)).hasMessageContaining("expected 0 for no limit");
  }
}
