package org.livemirror.app.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Fetches over HTTP, resuming by Range. */
final class HttpTransport implements Transport {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final String base;

  HttpTransport(String base) {
    this.base = base;
  }

  @Override
  public String name() {
    return "HTTP";
  }

  @Override
  public Optional<InputStream> open(String fileName, long offset) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + fileName)).timeout(TIMEOUT);
    if (offset > 0) {
      request.header("Range", "bytes=" + offset + "-");
    }
    HttpResponse<InputStream> response = send(request.build());
    if (response.statusCode() == 404) {
      response.body().close();
      return Optional.empty();
    }
    int expected = offset > 0 ? 206 : 200;
    if (response.statusCode() != expected) {
      response.body().close();
      throw new IOException(
          fileName + ": status " + response.statusCode() + " (expected " + expected + ")");
    }
    return Optional.of(response.body());
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(request.uri() + ": interrupted");
    }
  }

  @Override
  public void interrupt(InputStream transfer) throws IOException {
    transfer.close();
  }

  @Override
  public void close() {}
}
