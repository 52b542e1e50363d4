package org.livemirror.core.catalog;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.livemirror.store.ContentPath;

/**
 * What the file name of a package tells: {@code 1314282430jtun_nav2k8en110824050.m25} was published
 * at Unix second 1314282430 and is a delta from revision 110824050.
 *
 * <p>Ten digits of Unix seconds, a stem, and before the extension nine digits of the form {@code
 * YYMMDDRRR} on a delta only.
 *
 * @param fileName the whole name
 * @param published the time in front
 * @param deltaFrom the revision a client must have, on a delta; empty on a full package
 */
public record PackageName(String fileName, Instant published, OptionalLong deltaFrom) {
  private static final int TIME_DIGITS = 10;
  private static final int REVISION_DIGITS = 9;
  private static final Pattern NAME = Pattern.compile("(\\d{10})(.+)");
  private static final Pattern DELTA = Pattern.compile("(?:.*\\D)?(\\d{9})(?:\\.[^.]*)?");

  /** Reads a file name; empty if it is not a package's. */
  public static Optional<PackageName> parse(String fileName) {
    Matcher name = NAME.matcher(fileName);
    if (!name.matches() || fileName.indexOf('/') >= 0 || ContentPath.parse(fileName).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PackageName(
            fileName,
            Instant.ofEpochSecond(Long.parseLong(name.group(1))),
            deltaFrom(name.group(2))));
  }

  /**
   * The name without its time and, on a delta, without its revision: equal, case ignored, for the
   * packages of one sequence that follow each other.
   */
  public String series() {
    String rest = fileName.substring(TIME_DIGITS);
    return deltaFrom.isEmpty()
        ? rest
        : new StringBuilder(rest)
            .delete(revisionAt(rest), revisionAt(rest) + REVISION_DIGITS)
            .toString();
  }

  private static int revisionAt(String rest) {
    Matcher delta = DELTA.matcher(rest);
    if (!delta.matches()) {
      throw new IllegalStateException(rest + " is not a delta's");
    }
    return delta.start(1);
  }

  private static OptionalLong deltaFrom(String rest) {
    Matcher delta = DELTA.matcher(rest);
    return delta.matches() && Revisions.day(Long.parseLong(delta.group(1))).isPresent()
        ? OptionalLong.of(Long.parseLong(delta.group(1)))
        : OptionalLong.empty();
  }
}
