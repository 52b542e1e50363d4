package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.http.limit.Networks;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.file.FileContentStore;

/** HTTP/2 answers what HTTP/1.1 does, to the JDK's client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class Http2Test {
  private static final int MB = 1 << 20;
  private static final byte[] BIG = Site.noise(5 * MB, 3);
  private static final byte[] MIDDLE = Site.noise(300_000, 4);

  @SuppressWarnings("NullAway.Init") // made at the start
  private WatchedStore store;

  @SuppressWarnings("NullAway.Init") // made at the start
  private Site site;

  @SuppressWarnings("NullAway.Init") // made at the start
  private HttpClient client;

  private String tag = "";

  record Row(String method, String path, int length, String start, List<String> headers) {
    @Override
    public String toString() {
      return method + " " + path + " " + length + " " + String.join(" ", headers);
    }

    /** Zeros behind what it starts with. */
    byte[] body() {
      return Arrays.copyOf(start.getBytes(StandardCharsets.US_ASCII), length);
    }
  }

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    store = new WatchedStore(FileContentStore.open(folder.resolve("store"), Clock.systemUTC()));
    site =
        new Site(
            store,
            Transport.best(),
            HttpLimits.DEFAULT,
            true,
            TlsKeys.fresh(folder),
            Networks.NONE);
    tag = "\"sha256-" + site.put("minitri.flg", " ", Entry.Kind.POINTER).blob() + "\"";
    site.put("1314282430big.x01", BIG, Entry.Kind.PACKAGE);
    site.put("1314282431middle.x01", MIDDLE, Entry.Kind.PACKAGE);
    site.put("1314282432empty.x01", "", Entry.Kind.PACKAGE);
    site.publish();
    client = HttpClient.newBuilder().sslContext(TlsKeys.clientContext(null)).build();
  }

  @AfterAll
  void stop() throws IOException {
    site.close();
  }

  List<Row> rows() {
    String inventory = "{\"client\":\"pc\",\"products\":[]}";
    List<Row> rows = new ArrayList<>();
    for (String path :
        List.of(
            "/minitri.flg",
            "/clu-prod/minitri.flg",
            "/1314282430big.x01",
            "/1314282431middle.x01",
            "/1314282432empty.x01",
            "/nothing.zip",
            "/%zz",
            "/a/../b",
            "/",
            "/livez",
            "/readyz",
            "/api/v1/plan",
            "/api/v1/other")) {
      rows.add(new Row("GET", path, 0, "", List.of()));
      rows.add(new Row("HEAD", path, 0, "", List.of()));
    }
    rows.add(new Row("DELETE", "/minitri.flg", 0, "", List.of()));
    rows.add(new Row("POST", "/minitri.flg", 70_000, "", List.of()));
    rows.add(new Row("PUT", "/minitri.flg", 10, "", List.of()));
    rows.add(new Row("POST", "/api/v1/plan", inventory.length(), inventory, List.of()));
    rows.add(new Row("POST", "/api/v1/plan", 10, "", List.of()));
    rows.add(new Row("POST", "/api/v1/plan", 300_000, "", List.of()));
    for (String range : List.of("bytes=0-0", "bytes=100-99999", "bytes=-10", "bytes=9999999-")) {
      for (String name : List.of("1314282430big.x01", "1314282431middle.x01")) {
        rows.add(new Row("GET", "/" + name, 0, "", List.of("Range", range)));
      }
    }
    rows.add(new Row("GET", "/minitri.flg", 0, "", List.of("If-None-Match", tag)));
    rows.add(new Row("HEAD", "/minitri.flg", 0, "", List.of("If-None-Match", tag)));
    rows.add(new Row("GET", "/minitri.flg", 0, "", List.of("If-Match", "\"x\"")));
    rows.add(
        new Row(
            "GET",
            "/minitri.flg",
            0,
            "",
            List.of("If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT")));
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void answer_isThatOfHttp1(Row row) throws Exception {
    HttpResponse<byte[]> two = ask(row, HttpClient.Version.HTTP_2);
    HttpResponse<byte[]> one = ask(row, HttpClient.Version.HTTP_1_1);

    assertThat(two.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(two.statusCode()).isEqualTo(one.statusCode());
    assertThat(headers(two)).isEqualTo(headers(one));
    assertThat(two.body()).isEqualTo(one.body());
  }

  private HttpResponse<byte[]> ask(Row row, HttpClient.Version version) throws Exception {
    HttpRequest.Builder request = request(row.path()).version(version);
    request.method(
        row.method(),
        row.length() == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(row.body()));
    if (!row.headers().isEmpty()) {
      request.headers(row.headers().toArray(String[]::new));
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create(
            "https://localhost:"
                + site.plane.tlsPort().orElseThrow()
                + path.replace("%zz", "%25zz")));
  }

  /** Those of the connection aside. */
  private static Map<String, List<String>> headers(HttpResponse<?> response) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(response.headers().map());
    headers.remove(":status");
    headers.remove("connection");
    return headers;
  }

  @Test
  void streams_atOnceEachGetTheirBytes() throws Exception {
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String path = i % 3 == 0 ? "/1314282430big.x01" : "/1314282431middle.x01";
      answers.add(client.sendAsync(request(path).build(), BodyHandlers.ofByteArray()));
    }
    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).get().body()).isEqualTo(i % 3 == 0 ? BIG : MIDDLE);
    }
  }

  @Test
  void exchange_isTold() throws Exception {
    site.sent.clear();
    client.send(request("/1314282430big.x01").build(), BodyHandlers.discarding());

    await()
        .untilAsserted(
            () ->
                assertThat(site.sent)
                    .contains(
                        new Site.Sent(
                            InetAddress.getLoopbackAddress().getHostAddress(),
                            "1314282430big.x01",
                            BIG.length,
                            true)));
  }
}
