package org.livemirror.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.livemirror.app.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: what a running server tells of itself. */
@Command(
    name = "status",
    description = "Ask a running server how it is, on its operator's port.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
public final class StatusCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 1 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private Output output = new Output();

  @Option(names = "--url", paramLabel = "URL", description = "The server's operator's port.")
  private URI url = URI.create("http://127.0.0.1:7071/");

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    if (!String.valueOf(url.getScheme()).matches("https?") || url.getHost() == null) {
      throw new ConfigException(
          List.of("--url: found " + url + " (expected an http:// or https:// URL)"));
    }
    URI endpoint = URI.create(url.toString().replaceAll("/+$", "") + "/api/v1/status");
    JsonNode status = ask(endpoint);
    output.report(status, lines -> new StatusText(lines).print(status));
    return ExitStatus.DONE;
  }

  private static JsonNode ask(URI endpoint) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(endpoint).timeout(TIMEOUT).build();
    HttpResponse<InputStream> response;
    try {
      response =
          HttpClient.newBuilder()
              .connectTimeout(TIMEOUT)
              .build()
              .send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      // The client's own exceptions name neither the server nor, often, the reason.
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(
          endpoint + ": no answer: " + reason + " (expected a server with admin.enabled)", e);
    }
    JsonNode answer = read(endpoint, response.body());
    if (response.statusCode() != 200) {
      throw new IOException(
          endpoint
              + ": found status "
              + response.statusCode()
              + ": "
              + answer.path("detail").asText("no detail")
              + " (expected 200)");
    }
    return answer;
  }

  private static JsonNode read(URI endpoint, InputStream body) throws IOException {
    try (body) {
      return JSON.readTree(body.readNBytes(MAX_BYTES));
    } catch (JsonProcessingException e) {
      throw new IOException(
          endpoint + ": found something else than JSON (expected LiveMirror's operator's port)", e);
    }
  }
}
