package org.livemirror.core.pull;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Opens upstreams by the scheme of their URL. */
public final class Upstreams {
  /** What a source may be. */
  public static final List<String> SCHEMES = List.of("http", "https", "ftp", "file");

  private Upstreams() {}

  /**
   * The upstream at {@code url}: {@code http:}, {@code https:}, {@code ftp:} or {@code file:}.
   *
   * @param timeout for connecting and for each read
   * @throws IOException if it is a folder that is not there
   * @throws IllegalArgumentException if the scheme is another, or a server is not named
   */
  public static Upstream open(URI url, Duration timeout) throws IOException {
    return open(url, timeout, false);
  }

  /**
   * The upstream at {@code url}.
   *
   * @param link whether the packages of a folder may be linked into the store instead of being
   *     copied
   */
  public static Upstream open(URI url, Duration timeout, boolean link) throws IOException {
    return switch (String.valueOf(url.getScheme())) {
      case "http", "https" -> new HttpUpstream(withHost(url), timeout);
      case "ftp" -> new FtpUpstream(withHost(url), timeout);
      case "file" -> new FileUpstream(Path.of(url), link);
      default ->
          throw new IllegalArgumentException(
              "scheme '" + url.getScheme() + "' (expected one of " + SCHEMES + ")");
    };
  }

  private static URI withHost(URI url) {
    if (url.getHost() == null) {
      throw new IllegalArgumentException(
          "url has no host name that is one (expected " + url.getScheme() + "://host/)");
    }
    return url;
  }
}
