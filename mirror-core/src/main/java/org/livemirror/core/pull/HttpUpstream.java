package org.livemirror.core.pull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.livemirror.store.ContentPath;

/**
 * An HTTP or HTTPS server; it cannot be listed. Redirects are followed, but not from HTTPS to HTTP.
 */
final class HttpUpstream implements Upstream {
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
            .followRedirects(HttpClient.Redirect.NORMAL)
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
    HttpResponse<InputStream> response =
        send(request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
    response.body().close();
    if (isAbsent(response)) {
      return OptionalLong.empty();
    }
    expect(response, path, 200);
    return response.headers().firstValueAsLong("Content-Length");
  }

  @Override
  public Optional<Body> open(ContentPath path, long offset) throws IOException {
    HttpRequest.Builder request = request(path).GET();
    if (offset > 0) {
      request.header("Range", "bytes=" + offset + "-");
    }
    HttpResponse<InputStream> response = send(request.build());
    boolean opened = false;
    try {
      if (isAbsent(response)) {
        return Optional.empty();
      }
      expect(response, path, 200, 206);
      Body body = body(path, response);
      opened = true;
      return Optional.of(body);
    } finally {
      if (!opened) {
        response.body().close();
      }
    }
  }

  private Body body(ContentPath path, HttpResponse<InputStream> response) throws IOException {
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
    String range = response.headers().firstValue("Content-Range").orElse("nothing");
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches()) {
      throw new IOException(
          url(path) + ": 206 with Content-Range " + range + " (expected bytes first-last/size)");
    }
    OptionalLong total =
        matcher.group(2).equals("*")
            ? OptionalLong.empty()
            : OptionalLong.of(Long.parseLong(matcher.group(2)));
    return new Body(stream, Long.parseLong(matcher.group(1)), total, version);
  }

  private HttpRequest.Builder request(ContentPath path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url(path)).timeout(timeout).header("User-Agent", "LiveMirror");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
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
