package org.livemirror.ftp.tree;

import java.util.Locale;
import java.util.Optional;

/**
 * A name pattern: {@code *} stands for any text, {@code ?} for one character; case is ignored.
 *
 * <p>At most {@value #MAX_LENGTH} characters, so that one name costs at most that many comparisons
 * per character.
 */
final class Glob {
  static final int MAX_LENGTH = 64;

  private final String pattern;

  private Glob(String pattern) {
    this.pattern = pattern;
  }

  /** Whether text has a wildcard; no published name has one. */
  static boolean isOne(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  /** The pattern, or empty if it is too long. */
  static Optional<Glob> parse(String text) {
    return text.length() > MAX_LENGTH
        ? Optional.empty()
        : Optional.of(new Glob(text.toLowerCase(Locale.ROOT)));
  }

  /**
   * Whether the whole name fits. On a mismatch the latest {@code *} takes one character more;
   * earlier ones never need to, so there is no recursion.
   */
  boolean matches(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    int at = 0;
    int want = 0;
    int star = -1;
    int starAt = 0;
    while (at < name.length()) {
      char wanted = want < pattern.length() ? pattern.charAt(want) : '\0';
      if (wanted == '*') {
        star = want++;
        starAt = at;
      } else if (wanted == '?' || wanted == name.charAt(at)) {
        want++;
        at++;
      } else if (star >= 0) {
        want = star + 1;
        at = ++starAt;
      } else {
        return false;
      }
    }
    while (want < pattern.length() && pattern.charAt(want) == '*') {
      want++;
    }
    return want == pattern.length();
  }
}
