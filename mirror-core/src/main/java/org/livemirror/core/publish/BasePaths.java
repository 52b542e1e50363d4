package org.livemirror.core.publish;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.livemirror.store.Channel;

/**
 * The folders under which one tree of content is served alike, such as {@code /}, {@code
 * /clu-prod/} and {@code /opt/content/onramp/}: a mirror that takes the vendor's place by DNS must
 * answer where the vendor did. And perhaps one more, under which testing is served. Case is
 * ignored.
 */
public final class BasePaths {
  /** What clients of the vendor and of LiveUpdate Administrator are configured with. */
  public static final List<String> DEFAULT_PATHS =
      List.of("/", "/clu-prod/", "/opt/content/onramp/");

  /** {@link #DEFAULT_PATHS}. */
  public static final BasePaths DEFAULT = new BasePaths(DEFAULT_PATHS);

  private final List<Base> longestFirst;

  /** A base path in lower case, with its slashes, and what is served there. */
  private record Base(String key, Channel channel) {}

  /**
   * What a path means.
   *
   * @param relative the path below the base path; empty text for the base folder itself
   */
  public record Place(Channel channel, String relative) {}

  /**
   * Base paths of production only.
   *
   * @param paths each begins and ends with {@code /}
   * @throws IllegalArgumentException if one does not, or there is none
   */
  public BasePaths(List<String> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("no base path (expected at least '/')");
    }
    List<Base> bases = new ArrayList<>();
    for (String path : paths) {
      bases.add(new Base(key(path), Channel.PRODUCTION));
    }
    longestFirst = sorted(bases);
  }

  private BasePaths(Stream<Base> bases) {
    longestFirst = sorted(bases.toList());
  }

  /**
   * These base paths, and one more under which testing is served.
   *
   * @throws IllegalArgumentException if it does not begin and end with {@code /}, or is one of
   *     these
   */
  public BasePaths withTesting(String path) {
    Base testing = new Base(key(path), Channel.TESTING);
    if (longestFirst.stream().anyMatch(base -> base.key().equals(testing.key()))) {
      throw new IllegalArgumentException(
          "path '" + path + "' (expected another than the base paths: production is served there)");
    }
    return new BasePaths(Stream.concat(longestFirst.stream(), Stream.of(testing)));
  }

  private static String key(String path) {
    if (!path.startsWith("/") || !path.endsWith("/")) {
      throw new IllegalArgumentException(
          "base path '" + path + "' (expected it to begin and end with '/')");
    }
    return path.toLowerCase(Locale.ROOT);
  }

  private static List<Base> sorted(List<Base> bases) {
    Comparator<Base> byLength = Comparator.comparingInt(base -> base.key().length());
    return bases.stream().sorted(byLength.reversed()).toList();
  }

  /** Whether testing is served somewhere. */
  public boolean servesTesting() {
    return longestFirst.stream().anyMatch(base -> base.channel() == Channel.TESTING);
  }

  /**
   * What follows the longest base path in an absolute path (the base folder itself is meant with or
   * without its last slash), and what is served there; no value if the path is under none.
   */
  public Optional<Place> find(String absolutePath) {
    String path = absolutePath.toLowerCase(Locale.ROOT);
    for (Base base : longestFirst) {
      String key = base.key();
      if (path.startsWith(key)) {
        return Optional.of(new Place(base.channel(), absolutePath.substring(key.length())));
      }
      if (path.length() == key.length() - 1 && key.startsWith(path)) {
        return Optional.of(new Place(base.channel(), ""));
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
        .map(Base::key)
        .anyMatch(base -> base.length() > folder.length() && base.startsWith(folder));
  }
}
