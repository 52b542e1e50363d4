package org.livemirror.ftp.tree;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The lines of LIST, as {@code ls -l} prints them: no standard describes them and every client
 * parses them. Times are UTC; a time of the last half year shows the clock, any other the year.
 */
public final class LongFormat {
  private static final Duration HALF_YEAR = Duration.ofDays(182);
  private static final DateTimeFormatter RECENT = format("MMM dd HH:mm");
  private static final DateTimeFormatter OTHER = format("MMM dd  yyyy");

  private final Instant now;

  public LongFormat(Instant now) {
    this.now = now;
  }

  private static DateTimeFormatter format(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /** One line, without its end. */
  public String line(Node node) {
    boolean file = node instanceof Node.File;
    long size = node instanceof Node.File found ? found.entry().sizeBytes() : 0;
    return String.format(
        Locale.ROOT,
        "%s   1 ftp ftp %12d %s %s",
        file ? "-r--r--r--" : "dr-xr-xr-x",
        size,
        time(node.modified()),
        node.name());
  }

  private String time(Instant time) {
    boolean recent = !time.isAfter(now) && time.isAfter(now.minus(HALF_YEAR));
    return (recent ? RECENT : OTHER).format(time);
  }
}
