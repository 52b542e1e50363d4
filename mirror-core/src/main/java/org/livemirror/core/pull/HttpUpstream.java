package org.livemirror.core.pull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.livemirror.store.ContentPath;

/**
 * An HTTP or HTTPS server; it cannot be listed.
 *
 * <p>Redirects are followed, at most {@value #MAX_REDIRECTS} and not from HTTPS to HTTP; the
 * password goes to the server it was given for and to no other.
 */
final class HttpUpstream implements Upstream {
  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");

  private final URI base;
  private final Optional<String> authorization;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * @param url the base URL; user and password in it are sent as Basic authentication and never
   *     shown
   * @param timeout for connecting, for the answer's head, and for each read
   */
  HttpUpstream(URI url, Duration timeout) {
    this.base = withoutUser(url);
    this.authorization =
        Optional.ofNullable(url.getUserInfo())
            .map(
                user ->
                    "Basic "
                        + Base64.getEncoder()
                            .encodeToString(user.getBytes(StandardCharsets.UTF_8)));
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  private static URI withoutUser(URI url) {
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return URI.create(
        url.getScheme() + "://" + url.getHost() + port + (path.endsWith("/") ? path : path + "/"));
  }

  @Override
  public Optional<List<ContentPath>> list() {
    return Optional.empty();
  }

  @Override
  public OptionalLong sizeBytes(ContentPath path) throws IOException {
    HttpResponse<InputStream> response = send("HEAD", path, 0);
    response.body().close();
    if (isAbsent(response)) {
      return OptionalLong.empty();
    }
    expect(response, path, 200);
    return response.headers().firstValueAsLong("Content-Length");
  }

  /** Asks for the whole file where the server does not give the rest that was asked for. */
  @Override
  public Optional<Body> open(ContentPath path, long offset) throws IOException {
    HttpResponse<InputStream> response = send("GET", path, offset);
    long startsAt = offset;
    if (offset > 0 && !isRestFrom(offset, response)) {
      response.body().close();
      startsAt = 0;
      response = send("GET", path, startsAt);
    }
    boolean opened = false;
    try {
      if (isAbsent(response)) {
        return Optional.empty();
      }
      expect(response, path, 200, 206);
      Body body = body(path, response, startsAt);
      opened = true;
      return Optional.of(body);
    } finally {
      if (!opened) {
        response.body().close();
      }
    }
  }

  private static boolean isRestFrom(long offset, HttpResponse<?> response) {
    return switch (response.statusCode()) {
      case 206 -> range(response).filter(range -> range.first() == offset).isPresent();
      case 416 -> false;
      default -> true;
    };
  }

  private Body body(ContentPath path, HttpResponse<InputStream> response, long offset)
      throws IOException {
    String version =
        response
            .headers()
            .firstValue("ETag")
            .or(() -> response.headers().firstValue("Last-Modified"))
            .orElse("");
    InputStream stream = new StallGuard(response.body(), timeout, url(path).toString());
    if (response.statusCode() == 200) {
      return new Body(stream, 0, response.headers().firstValueAsLong("Content-Length"), version);
    }
    Optional<Range> range = range(response).filter(each -> each.first() == offset);
    if (range.isEmpty()) {
      stream.close();
      throw new IOException(
          url(path)
              + ": 206 with Content-Range "
              + response.headers().firstValue("Content-Range").orElse("nothing")
              + " (expected bytes "
              + offset
              + "-last/size)");
    }
    return new Body(stream, offset, range.get().totalBytes(), version);
  }

  /** What a {@code Content-Range} tells, as far as it matters here. */
  private record Range(long first, OptionalLong totalBytes) {}

  private static Optional<Range> range(HttpResponse<?> response) {
    Matcher matcher =
        CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    OptionalLong total =
        matcher.group(2).equals("*")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(matcher.group(2)));
    return Optional.of(new Range(Long.parseLong(matcher.group(1)), total));
  }

  private URI url(ContentPath path) {
    // A content path holds printable ASCII only; these are what of it a URL may not hold as it is.
    String escaped =
        path.toString()
            .replace("%", "%25")
            .replace(" ", "%20")
            .replace("#", "%23")
            .replace("[", "%5B")
            .replace("]", "%5D")
            .replace("^", "%5E")
            .replace("`", "%60")
            .replace("{", "%7B")
            .replace("}", "%7D");
    return URI.create(base + escaped);
  }

  private HttpResponse<InputStream> send(String method, ContentPath path, long offset)
      throws IOException {
    URI url = url(path);
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpResponse<InputStream> response = send(request(method, url, offset));
      Optional<String> location = response.headers().firstValue("Location");
      if (!REDIRECTS.contains(response.statusCode()) || location.isEmpty()) {
        return response;
      }
      response.body().close();
      url = redirected(path, url, location.get());
    }
    throw new IOException(
        url(path) + ": more than " + MAX_REDIRECTS + " redirects (expected a file at their end)");
  }

  private URI redirected(ContentPath path, URI from, String location) throws IOException {
    try {
      URI to = from.resolve(new URI(location));
      boolean isSafe =
          "https".equalsIgnoreCase(to.getScheme())
              || ("http".equalsIgnoreCase(to.getScheme()) && isPlain(from));
      if (isSafe && to.getHost() != null) {
        return to;
      }
    } catch (URISyntaxException e) {
      // told below, like every other place that cannot be gone to
    }
    throw new IOException(
        url(path)
            + ": redirected to '"
            + location
            + "' (expected a URL with http or https, and after https with https)");
  }

  private static boolean isPlain(URI url) {
    return "http".equalsIgnoreCase(url.getScheme());
  }

  private HttpRequest request(String method, URI url, long offset) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(timeout)
            .header("User-Agent", "LiveMirror");
    if (isOnBaseServer(url)) {
      authorization.ifPresent(value -> request.header("Authorization", value));
    }
    if (offset > 0) {
      request.header("Range", "bytes=" + offset + "-");
    }
    return request.build();
  }

  private boolean isOnBaseServer(URI url) {
    return base.getScheme().equalsIgnoreCase(url.getScheme())
        && base.getHost().equalsIgnoreCase(url.getHost())
        && base.getPort() == url.getPort();
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(request.uri() + ": interrupted");
    } catch (IOException e) {
      throw new IOException(
          request.uri()
              + ": "
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
          e);
    }
  }

  private static boolean isAbsent(HttpResponse<?> response) {
    return response.statusCode() == 404 || response.statusCode() == 410;
  }

  private void expect(HttpResponse<?> response, ContentPath path, int... statuses)
      throws IOException {
    for (int status : statuses) {
      if (response.statusCode() == status) {
        return;
      }
    }
    throw new IOException(
        url(path) + ": status " + response.statusCode() + " (expected 200 or 404)");
  }

  @Override
  public void close() {}
}
