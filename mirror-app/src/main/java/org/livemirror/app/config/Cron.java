package org.livemirror.app.config;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * A Unix cron expression of five fields: {@code 0 *}{@code /4 * * *} is every four hours. In the
 * zone of the time given.
 */
public final class Cron {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final String text;
  private final ExecutionTime times;

  private Cron(String text, ExecutionTime times) {
    this.text = text;
    this.times = times;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Cron parse(String text) {
    try {
      return new Cron(text, ExecutionTime.forCron(PARSER.parse(text)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "found '"
              + text
              + "' (expected minute hour day month weekday, such as 0 */4 * * *): "
              + e.getMessage(),
          e);
    }
  }

  /** The wait from {@code now} to the next run; empty if there is none. */
  public Optional<Duration> untilNext(ZonedDateTime now) {
    return times.timeToNextExecution(now);
  }

  @Override
  public String toString() {
    return text;
  }
}
