package org.livemirror.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.livemirror.app.config.ConfigException;
import org.livemirror.app.wiring.Mirror;
import org.livemirror.app.wiring.PullText;
import org.livemirror.core.plan.MalformedInventoryException;
import org.livemirror.core.plan.PlanJson;
import org.livemirror.core.plan.Planner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code plan}: which packages a client needs, asked of the local store or of a running server. */
@Command(
    name = "plan",
    description = "Work out which packages a client with an inventory needs, and why.",
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private ConfigOption config = new ConfigOption();
  @Mixin private Output output = new Output();

  @Option(
      names = "--inventory",
      paramLabel = "FILE",
      required = true,
      description = "The client's products, as JSON.")
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private Path inventory;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "Ask this server instead of the local store.")
  private @Nullable URI server;

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    byte[] request = Files.readAllBytes(inventory);
    JsonNode plan = JSON.readTree(server == null ? local(request) : remote(server, request));
    output.report(plan, lines -> print(plan, lines));
    return ExitStatus.DONE;
  }

  private byte[] local(byte[] request) throws ConfigException, IOException {
    try (Mirror mirror = config.open()) {
      return PlanJson.write(
          Planner.plan(PlanJson.readInventory(request), mirror.published().current().offer()));
    } catch (MalformedInventoryException e) {
      throw new ConfigException(List.of(inventory + ": " + e.getMessage()));
    }
  }

  private byte[] remote(URI base, byte[] request)
      throws ConfigException, IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    if (!String.valueOf(base.getScheme()).matches("https?") || base.getHost() == null) {
      throw new ConfigException(
          List.of("--server: found " + base + " (expected an http:// or https:// URL)"));
    }
    URI url = URI.create(base.toString().replaceAll("/+$", "") + "/api/v1/plan");
    HttpResponse<byte[]> response =
        send(
            client,
            HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build());
    if (response.statusCode() == 400) {
      JsonNode problem = JSON.readTree(response.body());
      throw new ConfigException(List.of(inventory + ": " + problem.path("detail").asText()));
    }
    if (response.statusCode() != 200) {
      throw new IOException(
          url
              + ": status "
              + response.statusCode()
              + " "
              + new String(response.body(), StandardCharsets.UTF_8).strip());
    }
    return response.body();
  }

  private static HttpResponse<byte[]> send(HttpClient client, HttpRequest request)
      throws IOException, InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      // The client's own exceptions name neither the server nor, often, the reason.
      String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(request.uri() + ": " + reason, e);
    }
  }

  private static void print(JsonNode plan, Output output) {
    for (JsonNode answer : plan.path("products")) {
      output.line(
          "%-12s %s - %s - %s, %s %d%s: %s",
          answer.path("action").asText(),
          answer.path("product").asText(),
          answer.path("version").asText(),
          answer.path("language").asText(),
          answer.path("sequence").asText(),
          answer.path("from").longValue(),
          answer.has("to") ? " -> " + answer.path("to").longValue() : "",
          answer.path("reason").asText());
      for (JsonNode step : answer.path("steps")) {
        output.line(
            "             %s  %s",
            step.path("file").asText(), PullText.bytes(step.path("bytes").longValue()));
      }
    }
    output.line(
        "generation %d, %s to download",
        plan.path("generation").intValue(), PullText.bytes(plan.path("totalBytes").longValue()));
  }
}
