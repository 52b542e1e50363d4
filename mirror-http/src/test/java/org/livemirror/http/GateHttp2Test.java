package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.http.exchange.HttpEvents.Reason;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.limit.PasswordHash;
import org.livemirror.http.limit.Passwords;
import org.livemirror.http.limit.Protection;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.file.FileContentStore;

/** What {@link Gate} lets in over HTTP/2, to the JDK's client, and what it counts of streams. */
final class GateHttp2Test {
  private static final byte[] MIDDLE = Site.noise(1 << 20, 1);
  private static final byte[] BIG = Site.noise(5 << 20, 2);
  private static final int RATE = 2 << 20;
  private static final int STREAMS = 20;

  @TempDir
  @SuppressWarnings("NullAway.Init") // injected by JUnit
  private Path folder;

  @SuppressWarnings("NullAway.Init") // made with the site
  private WatchedStore store;

  private Site site(Protection protection) throws IOException {
    store = new WatchedStore(FileContentStore.open(folder.resolve("store"), Clock.systemUTC()));
    Site site =
        new Site(
            store,
            Transport.best(),
            HttpLimits.DEFAULT,
            true,
            TlsKeys.fresh(folder),
            Networks.NONE,
            protection);
    site.put("small.flg", "small", Entry.Kind.POINTER);
    site.put("1314282431middle.x01", MIDDLE, Entry.Kind.PACKAGE);
    site.put("1314282430big.x01", BIG, Entry.Kind.PACKAGE);
    site.publish();
    return site;
  }

  private static HttpClient client() {
    return HttpClient.newBuilder()
        .sslContext(TlsKeys.clientContext(null))
        .version(HttpClient.Version.HTTP_2)
        .build();
  }

  private static HttpRequest request(Site site, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("https://localhost:" + site.plane.tlsPort().orElseThrow() + path))
            .timeout(Duration.ofSeconds(20));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  private static HttpResponse<byte[]> get(
      HttpClient client, Site site, String path, String... headers) throws Exception {
    HttpResponse<byte[]> answer =
        client.send(request(site, path, headers), BodyHandlers.ofByteArray());
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    return answer;
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** That nothing is counted but the connections which are open. */
  private static void nothingIsUnderWay(Protection protection) {
    await().until(() -> protection.pressure().inFlight() == 0);
    assertThat(protection.shaper().open()).isZero();
  }

  @Test
  void clientsOfAProxy_areWhoItTells_andAreHeldToTheList() throws Exception {
    Protection protection = new Shield().deny("192.0.2.0/24").proxies("127.0.0.1").build();
    try (Site site = site(protection)) {
      HttpClient proxy = client();
      String header = "X-Forwarded-For";
      HttpResponse<byte[]> denied = get(proxy, site, "/small.flg", header, "192.0.2.1");
      assertThat(denied.statusCode()).isEqualTo(403);
      assertThat(text(denied)).doesNotContain("small");
      assertThat(text(get(proxy, site, "/small.flg", header, "192.0.2.1, 198.51.100.7")))
          .isEqualTo("small");
      assertThat(get(proxy, site, "/livez", header, "192.0.2.1").statusCode()).isEqualTo(200);
      await()
          .untilAsserted(
              () ->
                  assertThat(site.ended)
                      .containsExactlyInAnyOrder(
                          new Site.Ended("192.0.2.1", null, "/small.flg", 403),
                          new Site.Ended("198.51.100.7", null, "/small.flg", 200),
                          new Site.Ended("192.0.2.1", null, "/livez", 200)));
      nothingIsUnderWay(protection);
    }
  }

  @Test
  void deniedAddress_isTurnedAway() throws Exception {
    try (Site site = site(new Shield().deny("127.0.0.0/8").build())) {
      assertThatThrownBy(() -> get(client(), site, "/small.flg")).isInstanceOf(IOException.class);
      assertThat(site.reasons).contains(Reason.DENIED);
      assertThat(site.ended).isEmpty();
    }
  }

  @Test
  void requestsBeyondTheRate_are429_andHealthPasses() throws Exception {
    Protection protection = new Shield().rate(1, 2).build();
    try (Site site = site(protection)) {
      HttpClient client = client();
      HttpResponse<byte[]> answer = get(client, site, "/small.flg");
      for (int i = 0; answer.statusCode() == 200 && i < 1000; i++) {
        answer = get(client, site, "/small.flg");
      }
      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(answer.headers().firstValue("retry-after")).contains("1");
      assertThat(text(get(client, site, "/livez"))).isEqualTo("ok\n");
      assertThat(text(get(client, site, "/readyz"))).isEqualTo("ok\n");
      await().until(() -> get(client, site, "/small.flg").statusCode() == 200);
      nothingIsUnderWay(protection);
    }
  }

  @Test
  void streamsBeyondWhatCanBeBorne_are503_untilOneEnds() throws Exception {
    Protection protection = new Shield().inFlight(1).build();
    try (Site site = site(protection)) {
      HttpClient client = client();
      store.mayOpen.drainPermits();
      CompletableFuture<HttpResponse<byte[]>> slow =
          client.sendAsync(request(site, "/small.flg"), BodyHandlers.ofByteArray());
      await().until(store.mayOpen::hasQueuedThreads);
      HttpResponse<byte[]> refused = get(client, site, "/small.flg");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(text(get(client, site, "/readyz"))).isEqualTo("ok\n");
      store.mayOpen.release(1000);
      assertThat(text(slow.get())).isEqualTo("small");
      nothingIsUnderWay(protection);
      assertThat(text(get(client, site, "/small.flg"))).isEqualTo("small");
    }
  }

  @Test
  void connectionsOfAnAddress_areLimited_howManyStreamsTheyHaveIsNot() throws Exception {
    Protection protection = new Shield().connections(100, 1).build();
    try (Site site = site(protection)) {
      try (Http2Client first = Http2Client.of(site)) {
        for (int i = 0; i < 10; i++) {
          first.get("/1314282430big.x01");
        }
        await().until(() -> protection.pressure().inFlight() == 10);
        assertThatThrownBy(() -> Http2Client.of(site).next(Http2Client.HEADERS))
            .isInstanceOf(IOException.class);
        assertThat(site.reasons).containsExactly(Reason.TOO_MANY_FROM_ADDRESS);
        assertThat(protection.admission().open()).isEqualTo(1);
      }
      await().until(() -> protection.admission().addresses() == 0);
      assertThat(protection.admission().open()).isZero();
      assertThat(text(get(client(), site, "/small.flg"))).isEqualTo("small");
    }
  }

  private Passwords passwords() throws IOException {
    PasswordHash hash = PasswordHash.of("secret", PasswordHash.MIN_COST, new SecureRandom());
    Path file = Files.writeString(folder.resolve("users"), Passwords.line("anna", hash) + "\n");
    return Passwords.open(file, System::nanoTime);
  }

  private static String basic(String userAndPassword) {
    return "Basic "
        + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void password_isAskedFor_andTold() throws Exception {
    Protection protection = new Shield().passwords(passwords()).build();
    try (Site site = site(protection)) {
      HttpClient client = client();
      HttpResponse<byte[]> none = get(client, site, "/small.flg");
      assertThat(none.statusCode()).isEqualTo(401);
      assertThat(none.headers().firstValue("www-authenticate")).contains(Passwords.CHALLENGE);
      assertThat(text(none)).doesNotContain("small");
      for (int i = 0; i < 2; i++) { // as it is checked, and as it is remembered
        assertThat(
                get(client, site, "/small.flg", "Authorization", basic("anna:wrong")).statusCode())
            .isEqualTo(401);
        assertThat(text(get(client, site, "/small.flg", "Authorization", basic("anna:secret"))))
            .isEqualTo("small");
      }
      assertThat(get(client, site, "/livez").statusCode()).isEqualTo(200);
      await().until(() -> site.ended.size() == 6);
      assertThat(site.ended)
          .filteredOn(ended -> ended.target().equals("/small.flg") && ended.status() == 200)
          .hasSize(2)
          .allMatch(ended -> "anna".equals(ended.user()));
      nothingIsUnderWay(protection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/1314282431middle.x01", "/1314282430big.x01"})
  void streams_shareTheRate(String path) throws Exception {
    byte[] bytes = path.contains("big") ? BIG : MIDDLE;
    Protection protection = new Shield().bytesPerSecond(RATE).build();
    try (Site site = site(protection)) {
      HttpClient client = client();
      long start = System.nanoTime();
      List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        answers.add(
            client.sendAsync(
                request(site, path, "Range", "bytes=0-999999"), BodyHandlers.ofByteArray()));
      }
      for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
        assertThat(answer.get().body()).isEqualTo(Arrays.copyOf(bytes, 1_000_000));
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      // A quarter of a second's worth goes out at once.
      assertThat(took)
          .isGreaterThanOrEqualTo(
              Duration.ofNanos((2_000_000L - RATE / 4) * 1_000_000_000L / RATE));
      nothingIsUnderWay(protection);
    }
  }

  /** Lets streams begin their bodies, cancels them, and sees that the connection goes on. */
  private void cancelled(Protection protection, String path) throws Exception {
    try (Site site = site(protection);
        Http2Client client = Http2Client.of(site)) {
      List<Integer> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        streams.add(client.get(path));
      }
      client.bodyBytes(10_000);
      await().until(() -> protection.pressure().inFlight() == STREAMS);
      for (int stream : streams) {
        client.reset(stream);
      }
      nothingIsUnderWay(protection);
      await().until(store::allClosed);
      assertThat(protection.admission().open()).isEqualTo(1);
      await().until(() -> site.sent.size() == STREAMS);
      assertThat(site.ended).hasSize(STREAMS);
      assertThat(site.sent).noneMatch(Site.Sent::whole);

      assertThat(client.status(client.get("/livez"))).isEqualTo("200");
      client.close();
      await().until(() -> protection.admission().addresses() == 0); // the last that is counted
      assertThat(protection.admission().open()).isZero();
      nothingIsUnderWay(protection);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/1314282431middle.x01", "/1314282430big.x01"})
  void streamsCancelledInTheMiddleOfTheirBodies_leaveNothingCounted(String path) throws Exception {
    cancelled(new Shield().build(), path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/1314282431middle.x01", "/1314282430big.x01"})
  void streamsCancelledWhileTheyWaitForTheirTurns_leaveNothingCounted(String path)
      throws Exception {
    cancelled(new Shield().bytesPerSecond(RATE / 16).build(), path);
  }

  @Test
  void streamsCancelledBeforeTheirAnswers_leaveNothingCounted() throws Exception {
    Protection protection = new Shield().bytesPerSecond(RATE).passwords(passwords()).build();
    try (Site site = site(protection);
        Http2Client client = Http2Client.of(site)) {
      store.mayOpen.drainPermits();
      List<Integer> streams = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        String user = i % 2 == 0 ? "anna:secret" : "anna:wrong" + i;
        streams.add(client.get("/1314282430big.x01", "authorization: " + basic(user)));
      }
      await().until(store.mayOpen::hasQueuedThreads);
      for (int stream : streams) {
        client.reset(stream);
      }
      nothingIsUnderWay(protection);
      store.mayOpen.release(1000);
      await().until(store::allClosed);
      await().until(() -> site.ended.size() == STREAMS);
    }
    assertThat(protection.pressure().inFlight()).isZero();
    assertThat(protection.shaper().open()).isZero();
    assertThat(protection.admission().open()).isZero();
  }

  @Test
  void connectionCutInTheMiddleOfBodies_leavesNothingCounted() throws Exception {
    Protection protection = new Shield().bytesPerSecond(RATE).build();
    try (Site site = site(protection)) {
      Http2Client client = Http2Client.of(site);
      for (int i = 0; i < STREAMS; i++) {
        client.get("/1314282430big.x01");
      }
      client.bodyBytes(10_000);
      client.cut();
      await().until(() -> protection.admission().addresses() == 0); // the last that is counted
      assertThat(protection.admission().open()).isZero();
      nothingIsUnderWay(protection);
      await().until(store::allClosed);
      await().untilAsserted(() -> assertThat(site.open).hasValue(0));
    }
  }
}
