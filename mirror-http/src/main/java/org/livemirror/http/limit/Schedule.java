package org.livemirror.http.limit;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hours of the day on days of the week: {@code 08:00-18:00 Mon-Fri}.
 *
 * <p>Without days it is every day. The end is not part of it. Hours that end before they begin go
 * on past midnight and belong to the day on which they begin: {@code 22:00-06:00 Fri} ends on
 * Saturday morning. Immutable.
 *
 * @param fromMinute of the day
 * @param toMinute of the day; 1440 for midnight at its end
 * @param days on which it begins
 */
public record Schedule(int fromMinute, int toMinute, Set<DayOfWeek> days) {
  private static final int MINUTES_OF_DAY = 24 * 60;
  private static final Pattern TEXT =
      Pattern.compile("(\\d\\d):(\\d\\d)\\s*-\\s*(\\d\\d):(\\d\\d)(?:\\s+(\\S.*))?");
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  public Schedule {
    days = Set.copyOf(days);
  }

  /**
   * Reads hours and days; days are joined by {@code -} and {@code ,}.
   *
   * @throws IllegalArgumentException with what was found and what was expected
   */
  public static Schedule parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw unreadable(text);
    }
    int from = minute(matcher.group(1), matcher.group(2), text);
    int to = minute(matcher.group(3), matcher.group(4), text);
    if (from == to || from == MINUTES_OF_DAY) {
      throw new IllegalArgumentException(
          "found '" + text + "' (expected hours that last; a whole day is 00:00-24:00)");
    }
    return new Schedule(from, to, days(matcher.group(5), text));
  }

  private static int minute(String hours, String minutes, String text) {
    int hour = Integer.parseInt(hours);
    int minute = Integer.parseInt(minutes);
    if (minute > 59 || hour * 60 + minute > MINUTES_OF_DAY) {
      throw unreadable(text);
    }
    return hour * 60 + minute;
  }

  private static Set<DayOfWeek> days(@Nullable String list, String text) {
    if (list == null) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : list.split(",", -1)) {
      String[] ends = part.split("-", -1);
      if (ends.length > 2) {
        throw unreadable(text);
      }
      DayOfWeek last = day(ends[ends.length - 1], text);
      DayOfWeek day = day(ends[0], text);
      days.add(day);
      while (day != last) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return days;
  }

  private static DayOfWeek day(String name, String text) {
    int index = DAYS.indexOf(name.strip().toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw unreadable(text);
    }
    return DayOfWeek.of(index + 1);
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "found '" + text + "' (expected hours and days such as 08:00-18:00 Mon-Fri)");
  }

  /** Whether a time is within it. */
  public boolean contains(LocalDateTime time) {
    int minute = time.getHour() * 60 + time.getMinute();
    DayOfWeek day = time.getDayOfWeek();
    if (fromMinute < toMinute) {
      return minute >= fromMinute && minute < toMinute && days.contains(day);
    }
    return (minute >= fromMinute && days.contains(day))
        || (minute < toMinute && days.contains(day.minus(1)));
  }

  @Override
  public String toString() {
    List<String> names = new ArrayList<>();
    for (DayOfWeek day : DayOfWeek.values()) {
      if (days.contains(day)) {
        names.add(day.name().charAt(0) + DAYS.get(day.getValue() - 1).substring(1));
      }
    }
    return "%02d:%02d-%02d:%02d %s"
        .formatted(
            fromMinute / 60,
            fromMinute % 60,
            toMinute / 60,
            toMinute % 60,
            String.join(",", names));
  }
}
