package org.livemirror.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LogLineTest {
  private static String line(String text, @Nullable Throwable thrown) {
    Logger logger = new LoggerContext().getLogger("org.livemirror.app.wiring.Server");
    LoggingEvent event =
        new LoggingEvent("fqcn", logger, Level.WARN, text, thrown, new Object[] {"a\r\nb\u007f"});
    event.setInstant(Instant.parse("2026-11-21T06:26:57.120Z"));
    return new LogLine().doLayout(event);
  }

  @Test
  void event_isALine_withTimeLevelAndClass() {
    assertThat(line("serving \u00e4 'x'", null))
        .isEqualTo("2026-11-21T06:26:57.120Z WARN  Server: serving \u00e4 'x'\n");
  }

  @Test
  void controlCharacters_areShownAsQuestionMarks() {
    assertThat(line("found {}\tthere", null)).endsWith("Server: found a??b??there\n");
  }

  @Test
  void stackTrace_isBelow_withItsCause() {
    String text = line("failed", new IllegalStateException("outer", new IOException("inner")));
    assertThat(text)
        .startsWith("2026-11-21T06:26:57.120Z WARN  Server: failed\n")
        .contains("java.lang.IllegalStateException: outer", "\tat " + getClass().getName())
        .contains("Caused by: java.io.IOException: inner");
  }
}
