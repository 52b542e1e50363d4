package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.livemirror.http.Client.Reply;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.memory.MemoryContentStore;

final class PlanEndpointTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String INVENTORY =
      "{'products':[{'product':'Defs','version':'1.0','language':'English','sequences':{'CurDefs':110824050}}]}"
          .replace('\'', '"');
  private static final String LINE = "POST /api/v1/plan HTTP/1.1";

  private Site site;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    site =
        new Site(
            new MemoryContentStore(Clock.systemUTC()), Transport.best(), HttpLimits.DEFAULT, true);
    client = site.connect();
    String file = "1314282430jtun_nav2k8en110824050.m25";
    site.put(file, "0123456789", Entry.Kind.PACKAGE);
    ObjectNode facts = JSON.createObjectNode();
    ObjectNode catalog = facts.putObject("catalog");
    catalog.put("product", "Defs").put("version", "1.0").put("language", "English");
    catalog
        .putArray("items")
        .addObject()
        .put("sequence", "CurDefs")
        .put("revision", 110825002L)
        .put("file", file);
    site.put(
        "defs_1.0_english_livetri.zip",
        "tri".getBytes(StandardCharsets.UTF_8),
        Entry.Kind.POINTER,
        null,
        facts);
    site.publish();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    site.close();
  }

  private static String length(int length) {
    return "Content-Length: " + length;
  }

  private static String post(String body) {
    return Client.request(LINE, length(body.length())) + body;
  }

  private static void checkPlan(Reply reply) throws IOException {
    assertThat(reply.status()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(reply.headers()).containsEntry("Content-Type", "application/json");
    JsonNode plan = JSON.readTree(reply.text());
    assertThat(plan.path("generation").intValue()).isEqualTo(1);
    assertThat(plan.path("totalBytes").intValue()).isEqualTo(10);
    assertThat(plan.at("/products/0/action").textValue()).isEqualTo("DELTA");
  }

  private static void checkProblem(Reply reply, int status, String title, String detail)
      throws IOException {
    assertThat(reply.status()).isEqualTo("HTTP/1.1 " + status + " " + title);
    assertThat(reply.headers()).containsEntry("Content-Type", "application/problem+json");
    JsonNode problem = JSON.readTree(reply.text());
    assertThat(problem.path("type").textValue()).isEqualTo("about:blank");
    assertThat(problem.path("title").textValue()).isEqualTo(title);
    assertThat(problem.path("status").intValue()).isEqualTo(status);
    assertThat(problem.path("detail").textValue()).contains(detail);
  }

  @Test
  void inventory_withLength() throws IOException {
    checkPlan(client.send(post(INVENTORY)).read());
    checkPlan(client.trickle(post(INVENTORY)).read());
  }

  @Test
  void inventory_chunked() throws IOException {
    String chunk = Integer.toHexString(INVENTORY.length() - 1) + "\r\n" + INVENTORY.substring(1);
    String body = "1\r\n" + INVENTORY.charAt(0) + "\r\n" + chunk + "\r\n0\r\nTrailer: x\r\n\r\n";
    checkPlan(client.send(Client.request(LINE, "Transfer-Encoding: chunked") + body).read());
    checkPlan(client.trickle(Client.request(LINE, "Transfer-Encoding: chunked") + body).read());
  }

  @Test
  void expectContinue_isHonoured() throws IOException {
    client.send(Client.request(LINE, length(INVENTORY.length()), "Expect: 100-continue"));
    assertThat(client.read().status()).isEqualTo("HTTP/1.1 100 Continue");
    checkPlan(client.send(INVENTORY).read());
    assertThat(client.get("/livez").read().text()).isEqualTo("ok\n");
  }

  @Test
  void malformedInventory_is400() throws IOException {
    checkProblem(
        client.send(post("{\"products\":3}")).read(),
        400,
        "Bad Request",
        "products: found number (expected an array)");
    checkProblem(client.send(post("")).read(), 400, "Bad Request", "expected an object");
  }

  @Test
  void announcedBodyTooLong_is413WithoutContinue() throws IOException {
    client.send(Client.request(LINE, length(262145), "Expect: 100-continue"));
    checkProblem(client.read(), 413, "Request Entity Too Large", "262144");
    assertThat(client.atEnd()).isTrue();
  }

  @Test
  void chunkedBodyTooLong_is413() throws IOException {
    client.send(Client.request(LINE, "Transfer-Encoding: chunked"));
    String chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";
    for (int i = 0; i < 9; i++) {
      client.send(chunk);
    }
    checkProblem(client.read(), 413, "Request Entity Too Large", "262144");
    assertThat(client.atEnd()).isTrue();
  }

  @Test
  void longestBody_isTaken() throws IOException {
    checkPlan(client.send(post(INVENTORY + " ".repeat(262144 - INVENTORY.length()))).read());
  }

  @Test
  void otherMethod_is405() throws IOException {
    Reply reply = client.get("/api/v1/plan").read();
    assertThat(reply.headers()).containsEntry("Allow", "POST, OPTIONS");
    checkProblem(reply, 405, "Method Not Allowed", "expected POST");
  }

  @Test
  void otherPlaces_are404or405() throws IOException {
    checkProblem(client.get("/api/v2/plan").read(), 404, "Not Found", "no such endpoint");
    String elsewhere = "POST /clu-prod/api/v1/plan HTTP/1.1";
    client.send(Client.request(elsewhere, length(2)) + "{}");
    assertThat(client.read().headers()).containsEntry("Allow", "GET, HEAD, OPTIONS");
  }
}
