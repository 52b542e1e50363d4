package org.livemirror.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A relative path inside a generation, such as {@code minitri.flg} or {@code
 * streaming/x_livetri.zip}, that cannot leave it.
 *
 * <p>Printable ASCII without {@code \ : * ? " < > |}, at most {@value #MAX_LENGTH} characters and
 * {@value #MAX_SEGMENT} per segment, no empty segment, no {@code .} or {@code ..}, no segment that
 * ends in a dot or a space. Clients come from file systems that ignore case, so two paths that
 * differ in case only are equal; {@link #toString()} keeps the spelling it was made with. A large
 * generation holds many, so one keeps nothing but its spelling and a hash.
 */
public final class ContentPath implements Comparable<ContentPath> {
  /** Longest path, in characters. */
  public static final int MAX_LENGTH = 1024;

  /** Longest segment, in characters: what common file systems hold. */
  public static final int MAX_SEGMENT = 255;

  /** By character; a table, as a server asks this of millions before it is ready. */
  private static final boolean[] ALLOWED = new boolean[0x7f];

  static {
    Arrays.fill(ALLOWED, 0x20, ALLOWED.length, true);
    for (char c : "\\:*?\"<>|".toCharArray()) {
      ALLOWED[c] = false;
    }
  }

  private final String value;
  private final int hash;

  private ContentPath(String value) {
    this.value = value;
    int sum = 0;
    for (int i = 0; i < value.length(); i++) {
      sum = 31 * sum + lower(value.charAt(i));
    }
    this.hash = sum;
  }

  /** Case is ASCII's, as no other character passes. */
  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  /** The path that {@code text} spells, or empty if it is not one. For text from outside. */
  public static Optional<ContentPath> parse(String text) {
    return problem(text) == null ? Optional.of(new ContentPath(text)) : Optional.empty();
  }

  /**
   * The path that {@code text} spells, for text the program itself made.
   *
   * @throws IllegalArgumentException if it is not a path
   */
  public static ContentPath of(String text) {
    String problem = problem(text);
    if (problem != null) {
      throw new IllegalArgumentException("not a content path: '" + text + "': " + problem);
    }
    return new ContentPath(text);
  }

  private static @Nullable String problem(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return "length " + text.length() + " (expected 1 to " + MAX_LENGTH + ")";
    }
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? '/' : text.charAt(i);
      if (c == '/') {
        int length = i - start;
        char last = length == 0 ? '.' : text.charAt(i - 1);
        if (length > MAX_SEGMENT || last == '.' || last == ' ') {
          return "segment '"
              + text.substring(start, i)
              + "' is empty, too long, or ends in a dot or space";
        }
        start = i + 1;
      } else if (c >= ALLOWED.length || !ALLOWED[c]) {
        return String.format(Locale.ROOT, "character 0x%02x", (int) c);
      }
    }
    return null;
  }

  /** The spelling in lower case: equal for paths that are equal. */
  public String key() {
    return value.toLowerCase(Locale.ROOT);
  }

  /** The last segment, as spelled. */
  public String fileName() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /**
   * The path of {@code fileName} in the folder that holds this one, or empty if that is not a bare
   * file name.
   */
  public Optional<ContentPath> sibling(String fileName) {
    return fileName.indexOf('/') >= 0
        ? Optional.empty()
        : parse(value.substring(0, value.lastIndexOf('/') + 1) + fileName);
  }

  @Override
  public int compareTo(ContentPath other) {
    return value.compareToIgnoreCase(other.value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ContentPath path
        && hash == path.hash
        && value.equalsIgnoreCase(path.value);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The path as it was spelled. */
  @Override
  public String toString() {
    return value;
  }
}
