package org.livemirror.app.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.livemirror.http.limit.Rate;

/**
 * Parsers of setting values; each throws {@link IllegalArgumentException} with what was found and
 * what was expected.
 */
public final class Values {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)\\s*(B|KB|MB|GB|TB)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern BITS =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*([KMG])bit(?:/s)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

  private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

  private Values() {}

  /** Text that is not blank. */
  public static String text(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("found nothing (expected text)");
    }
    return text;
  }

  public static Path path(String text) {
    return Path.of(text(text));
  }

  public static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default ->
          throw new IllegalArgumentException("found '" + text + "' (expected true or false)");
    };
  }

  /** A TCP port; 0 means any free one. */
  public static int port(String text) {
    return number(text, 0, 65535);
  }

  static int number(String text, int min, int max) {
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "found '" + text + "' (expected a number from " + min + " to " + max + ")");
  }

  /** Ports from first to last; {@code 0-0} means any free ones. */
  public record Ports(int first, int last) {
    @Override
    public String toString() {
      return first + "-" + last;
    }
  }

  static Ports ports(String text) {
    Matcher matcher = RANGE.matcher(text.strip());
    if (matcher.matches()) {
      Ports ports = new Ports(port(matcher.group(1)), port(matcher.group(2)));
      if (ports.first() <= ports.last() && (ports.first() > 0 || ports.last() == 0)) {
        return ports;
      }
    }
    throw new IllegalArgumentException("found '" + text + "' (expected ports such as 30000-30099)");
  }

  /** A time span: {@code 500ms}, {@code 30s}, {@code 15m}, {@code 4h}, {@code 2d}. */
  public static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "found '" + text + "' (expected a time span such as 30s, 15m, 4h or 2d)");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  /** A time span that a socket takes as a deadline. */
  static Duration timeout(String text) {
    Duration timeout = duration(text);
    if (timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "found '" + text + "' (expected a time span from 1ms to 1h)");
    }
    return timeout;
  }

  /**
   * A number of bytes: {@code 4096}, {@code 200KB}, {@code 100MB}; the units are powers of 1000.
   */
  public static long size(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "found '" + text + "' (expected a size such as 200KB or 100MB)");
    }
    String unit = matcher.group(2) == null ? "B" : matcher.group(2).toUpperCase(Locale.ROOT);
    long factor =
        switch (unit) {
          case "KB" -> 1_000L;
          case "MB" -> 1_000_000L;
          case "GB" -> 1_000_000_000L;
          case "TB" -> 1_000_000_000_000L;
          default -> 1L;
        };
    return Math.round(Double.parseDouble(matcher.group(1)) * factor);
  }

  /**
   * Bytes a second: a size, as {@code 250KB}, or as lines are sold, {@code 2Mbit}; 0 for no limit.
   */
  public static long rate(String text) {
    Matcher matcher = BITS.matcher(text.strip());
    long rate = -1;
    if (matcher.matches()) {
      long factor =
          switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
            case "K" -> 1_000L;
            case "M" -> 1_000_000L;
            default -> 1_000_000_000L;
          };
      rate = Math.round(Double.parseDouble(matcher.group(1)) * factor / 8);
    } else if (SIZE.matcher(text.strip()).matches()) {
      rate = size(text);
    }
    if (rate != 0 && (rate < Rate.MIN || rate > Rate.MAX)) {
      throw new IllegalArgumentException(
          "found '"
              + text
              + "' (expected bytes a second such as 250KB, or 2Mbit, from 1KB to 1TB; 0 for no"
              + " limit)");
    }
    return rate;
  }

  /** A time: {@code 2011-08-25T06:26:57Z}. */
  public static Instant time(String text) {
    try {
      return Instant.parse(text.strip());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "found '" + text + "' (expected a time such as 2011-08-25T06:26:57Z)", e);
    }
  }

  static URI url(String text) {
    URI url;
    try {
      url = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(notAUrl(text), e);
    }
    String scheme = String.valueOf(url.getScheme());
    boolean remote =
        (scheme.equals("http") || scheme.equals("https") || scheme.equals("ftp"))
            && url.getHost() != null;
    boolean local =
        scheme.equals("file")
            && url.getPath() != null
            && url.getAuthority() == null
            && url.getQuery() == null
            && url.getFragment() == null;
    if (!remote && !local) {
      throw new IllegalArgumentException(notAUrl(text));
    }
    return url;
  }

  /** Where a password ends in a text that is no URL is a guess: hide as much as it could be. */
  private static String notAUrl(String text) {
    return "found '"
        + text.replaceAll("(//[^/@:]*):.*@", "$1:***@")
        + "' (expected an http://, https://, ftp:// or file:/// URL)";
  }

  /** A URL fit to be shown: its password is hidden. */
  public static String withoutPassword(String url) {
    return url.replaceAll("(//[^/@:]*):[^/@]*@", "$1:***@");
  }
}
