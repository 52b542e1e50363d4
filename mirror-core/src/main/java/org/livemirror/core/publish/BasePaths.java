package org.livemirror.core.publish;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The folders under which one tree of content is served alike, such as {@code /}, {@code
 * /clu-prod/} and {@code /opt/content/onramp/}: a mirror that takes the vendor's place by DNS must
 * answer where the vendor did. Case is ignored.
 */
public final class BasePaths {
  /** What clients of the vendor and of LiveUpdate Administrator are configured with. */
  public static final List<String> DEFAULT_PATHS =
      List.of("/", "/clu-prod/", "/opt/content/onramp/");

  /** {@link #DEFAULT_PATHS}. */
  public static final BasePaths DEFAULT = new BasePaths(DEFAULT_PATHS);

  private final List<String> longestFirst;

  /**
   * @param paths each begins and ends with {@code /}
   * @throws IllegalArgumentException if one does not, or there is none
   */
  public BasePaths(List<String> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("no base path (expected at least '/')");
    }
    List<String> keys = new ArrayList<>();
    for (String path : paths) {
      if (!path.startsWith("/") || !path.endsWith("/")) {
        throw new IllegalArgumentException(
            "base path '" + path + "' (expected it to begin and end with '/')");
      }
      keys.add(path.toLowerCase(Locale.ROOT));
    }
    keys.sort(Comparator.comparingInt(String::length).reversed());
    longestFirst = List.copyOf(keys);
  }

  /**
   * What follows the longest base path in an absolute path: empty text for the base folder itself
   * (with or without its last slash), or no value if the path is under none.
   */
  public Optional<String> relative(String absolutePath) {
    String key = absolutePath.toLowerCase(Locale.ROOT);
    for (String base : longestFirst) {
      if (key.startsWith(base)) {
        return Optional.of(absolutePath.substring(base.length()));
      }
      if (key.length() == base.length() - 1 && base.startsWith(key)) {
        return Optional.of("");
      }
    }
    return Optional.empty();
  }

  /**
   * Whether a base path lies below an absolute path, as {@code /opt/content/onramp/} does below
   * {@code /opt}: a client that walks down one folder at a time passes there.
   */
  public boolean leadsToBase(String absolutePath) {
    String key = absolutePath.toLowerCase(Locale.ROOT);
    String folder = key.endsWith("/") ? key : key + "/";
    return longestFirst.stream()
        .anyMatch(base -> base.length() > folder.length() && base.startsWith(folder));
  }
}
