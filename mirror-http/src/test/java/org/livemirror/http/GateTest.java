package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.http.Client.Reply;
import org.livemirror.http.exchange.HttpEvents.Reason;
import org.livemirror.http.limit.Protection;
import org.livemirror.net.Transport;
import org.livemirror.store.Entry;
import org.livemirror.store.memory.MemoryContentStore;

/** Who is let in, and what becomes of the counts when connections and requests end. */
final class GateTest {
  private static final String BIG = "1314282430x.m25";
  private static final String BUSY = "HTTP/1.1 503 Service Unavailable";
  private static final String PLAN = "POST /api/v1/plan HTTP/1.1";
  private static final int BIG_BYTES = 10 << 20;

  private final WatchedStore store = new WatchedStore(new MemoryContentStore(Clock.systemUTC()));

  private Site site(Protection protection) throws IOException {
    return site(protection, HttpLimits.DEFAULT);
  }

  private Site site(Protection protection, HttpLimits limits) throws IOException {
    Site site = new Site(store, Transport.best(), limits, true, protection);
    site.put("small.flg", "small", Entry.Kind.POINTER);
    site.put(BIG, Site.noise(BIG_BYTES, 1), Entry.Kind.PACKAGE);
    site.publish();
    return site;
  }

  private static Client from(String address, Site site) throws IOException {
    return new Client(InetAddress.getByName(address), site.plane.port().orElseThrow(), 8192);
  }

  /** Whether the plane ends the connection without a byte. */
  private static boolean isTurnedAway(Client client) throws IOException {
    try {
      return client.get("/small.flg").atEnd();
    } catch (SocketException e) {
      return true; // reset, as the request came after the end
    }
  }

  @Test
  void deniedAddress_isClosedWithoutAnAnswer() throws IOException {
    try (Site site = site(new Shield().deny("127.0.0.2").build());
        Client denied = from("127.0.0.2", site);
        Client other = from("127.0.0.3", site)) {
      assertThat(isTurnedAway(denied)).isTrue();
      assertThat(other.get("/small.flg").read().text()).isEqualTo("small");
      assertThat(site.reasons).containsExactly(Reason.DENIED);
      assertThat(site.open).hasValue(1);
      await().until(() -> site.ended.size() == 1);
    }
  }

  @Test
  void connectionsInAll_areLimited_andAPlaceComesBackWhenOneEnds() throws IOException {
    Protection protection = new Shield().connections(2, 2).build();
    try (Site site = site(protection);
        Client first = from("127.0.0.2", site);
        Client second = from("127.0.0.3", site)) {
      first.get("/livez").read();
      second.get("/livez").read();
      try (Client third = from("127.0.0.4", site)) {
        assertThat(isTurnedAway(third)).isTrue();
      }
      assertThat(site.reasons).containsExactly(Reason.TOO_MANY);
      first.reset();
      await().until(() -> protection.admission().open() == 1);
      try (Client third = from("127.0.0.4", site)) {
        assertThat(third.get("/small.flg").read().text()).isEqualTo("small");
      }
    }
  }

  @Test
  void connectionsOfOneAddress_areLimited_andOthersComeIn() throws IOException {
    Protection protection = new Shield().connections(100, 1).build();
    try (Site site = site(protection);
        Client first = from("127.0.0.2", site)) {
      first.get("/livez").read();
      try (Client second = from("127.0.0.2", site);
          Client other = from("127.0.0.3", site)) {
        assertThat(isTurnedAway(second)).isTrue();
        assertThat(other.get("/small.flg").read().text()).isEqualTo("small");
      }
      assertThat(site.reasons).containsExactly(Reason.TOO_MANY_FROM_ADDRESS);
      first.close();
      await().until(() -> protection.admission().addresses() == 0);
      try (Client second = from("127.0.0.2", site)) {
        assertThat(second.get("/small.flg").read().text()).isEqualTo("small");
      }
    }
  }

  @Test
  void connections_howeverTheyEnd_leaveNothingCounted() throws IOException {
    Protection protection = new Shield().build();
    // Time enough for a client that is slow itself to act before it ends.
    Duration soon = Duration.ofSeconds(2);
    HttpLimits limits = new Patience().requestHead(soon).requestBody(soon).keepAlive(soon).build();
    try (Site site = site(protection, limits)) {
      int rounds = 5;
      for (int i = 0; i < rounds; i++) {
        endInEveryWay(site);
      }
      endByDeadlines(site, rounds);
      await().until(() -> protection.admission().open() == 0);
      await().until(() -> protection.pressure().inFlight() == 0);
      await().until(() -> protection.admission().addresses() == 0); // counted one after the other
      await().untilAsserted(() -> assertThat(site.open).hasValue(0));
      assertThat(site.ended.stream().map(Site.Ended::status))
          .contains(0, 200, 206, 400, 404, 405, 408, 413, 414);
      await().until(store::allClosed);
    }
  }

  /** What has not ended when this returns is ended by a deadline. */
  private static void endInEveryWay(Site site) throws IOException {
    String pipeline =
        Client.request("GET /small.flg HTTP/1.1")
            + Client.request("HEAD /" + BIG + " HTTP/1.1")
            + Client.request("GET /none HTTP/1.1")
            + Client.request("GET /" + BIG + " HTTP/1.1", "Range: bytes=1-9")
            + Client.request("POST /small.flg HTTP/1.1", "Content-Length: 2")
            + "xx";
    try (Client answered = site.connect()) {
      answered.send(pipeline);
      answered.read();
      answered.read(true);
      answered.read();
      answered.read();
      answered.read();
      answered.get("/small.flg", "Connection: close").read();
      assertThat(answered.atEnd()).isTrue();
    }
    try (Client refusedBody = site.connect()) {
      refusedBody.send(Client.request(PLAN, "Content-Length: 99999999")).read();
    }
    try (Client tls = site.connect()) {
      tls.send("\u0016\u0003\u0001\u0000\u00c8\u0001\u0000\r\n\r\n");
      assertThat(tls.read().status()).startsWith("HTTP/1.1 400 ");
    }
    try (Client longLine = site.connect()) {
      longLine.get("/" + "x".repeat(9000));
      assertThat(longLine.read().status()).startsWith("HTTP/1.1 414 ");
    }
    try (Client badChunk = site.connect()) {
      badChunk.send(Client.request(PLAN, "Transfer-Encoding: chunked") + "zz\r\n");
      assertThat(badChunk.read().status()).startsWith("HTTP/1.1 400 ");
    }
    site.connect().reset();
    Client unanswered = site.connect();
    unanswered.send(pipeline).reset();
    Client inBody = site.connect();
    inBody.send(Client.request(PLAN, "Content-Length: 9", "Expect: 100-continue"));
    assertThat(inBody.read().status()).startsWith("HTTP/1.1 100 ");
    inBody.reset();
    Client inAnswer = new Client(site.plane.port().orElseThrow(), 8192);
    inAnswer.get("/" + BIG);
    assertThat(inAnswer.in.read()).isEqualTo('H');
    inAnswer.reset();
  }

  /** So many of each kind, all at once. */
  private static void endByDeadlines(Site site, int each) throws IOException {
    List<Client> late = new ArrayList<>();
    List<Client> silent = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      late.add(site.connect().send("GET /sm"));
      late.add(site.connect().send(Client.request(PLAN, "Content-Length: 9")));
      Client idle = site.connect().get("/small.flg");
      idle.read();
      silent.add(idle);
      silent.add(site.connect());
    }
    for (Client client : late) {
      assertThat(client.read().status()).startsWith("HTTP/1.1 408 ");
      client.close();
    }
    for (Client client : silent) {
      assertThat(client.atEnd()).isTrue();
      client.close();
    }
  }

  @Test
  void requestsBeyondTheRate_are429_onAConnectionThatGoesOn_andHealthPasses() throws IOException {
    try (Site site = site(new Shield().rate(1, 2).build());
        Client client = from("127.0.0.2", site);
        Client other = from("127.0.0.3", site)) {
      // Even if this takes long: each second gives one more.
      Reply reply = client.get("/small.flg").read();
      for (int i = 0; reply.status().contains(" 200 ") && i < 1000; i++) {
        reply = client.get("/small.flg").read();
      }
      assertThat(reply.status()).isEqualTo("HTTP/1.1 429 Too Many Requests");
      assertThat(reply.headers()).containsEntry("Retry-After", "1").doesNotContainKey("Connection");
      for (int i = 0; i < 10; i++) {
        assertThat(client.get("/livez").read().text()).isEqualTo("ok\n");
        assertThat(client.get("/readyz").read().text()).isEqualTo("ok\n");
      }
      assertThat(other.get("/small.flg").read().text()).isEqualTo("small");
      await().until(() -> client.get("/small.flg").read().status().equals("HTTP/1.1 200 OK"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez?from=lb", "/%6civez", "http://mirror:7070/livez", "/livez"})
  void health_isLetThrough_howeverItIsSpelled(String target) throws IOException {
    try (Site site = site(new Shield().rate(1, 1).deny("192.0.2.1").proxies("127.0.0.1").build());
        Client client = site.connect()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.get(target, "X-Forwarded-For: 192.0.2.1").read().text())
            .isEqualTo("ok\n");
      }
      client.send(Client.request("POST " + target + " HTTP/1.1", "Content-Length: 0"));
      assertThat(client.read().status()).isEqualTo("HTTP/1.1 405 Method Not Allowed");
      await().until(() -> site.ended.size() == 21);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez/", "/LIVEZ", "//livez", "/clu-prod/livez", "/livez%3fx"})
  void whatIsNotHealth_isHeldToTheList(String target) throws IOException {
    try (Site site = site(new Shield().deny("192.0.2.1").proxies("127.0.0.1").build());
        Client client = site.connect()) {
      assertThat(client.get(target, "X-Forwarded-For: 192.0.2.1").read().status())
          .isEqualTo("HTTP/1.1 403 Forbidden");
    }
  }

  @Test
  void exchangeThatEndsTwice_leavesOnce() {
    Protection protection = new Shield().build();
    Gate gate = new Gate(protection);
    HttpExchange exchange = new HttpExchange(Peer.UNKNOWN, null, true);
    assertThat(protection.pressure().enter()).isTrue();
    exchange.entered();
    gate.ended(exchange);
    gate.ended(exchange);
    assertThat(protection.pressure().inFlight()).isZero();
  }

  @Test
  void requestsBeyondWhatCanBeBorne_are503_untilOneEnds() throws IOException {
    Protection protection = new Shield().inFlight(1).build();
    try (Site site = site(protection);
        Client slow = new Client(site.plane.port().orElseThrow(), 8192);
        Client client = site.connect()) {
      store.mayOpen.drainPermits();
      slow.get("/small.flg");
      await().until(store.mayOpen::hasQueuedThreads);
      Reply reply = client.get("/small.flg").read();
      assertThat(reply.status()).isEqualTo(BUSY);
      assertThat(reply.headers()).containsKey("Retry-After").doesNotContainKey("Connection");
      assertThat(client.get("/readyz").read().text()).isEqualTo("ok\n");
      store.mayOpen.release(1000);
      assertThat(slow.read().text()).isEqualTo("small");
      await().until(() -> protection.pressure().inFlight() == 0);
      assertThat(client.get("/small.flg").read().text()).isEqualTo("small");
      // A request counts until its answer is out, which the client may have read before.
      await().until(() -> protection.pressure().inFlight() == 0);

      slow.get("/" + BIG);
      assertThat(slow.in.read()).isEqualTo('H');
      assertThat(client.get("/small.flg").read().status()).isEqualTo(BUSY);
      slow.reset();
      await().until(() -> protection.pressure().inFlight() == 0);
      assertThat(client.get("/small.flg").read().text()).isEqualTo("small");
    }
  }

  @Test
  void drain_leavesNothingUnderWay() throws IOException {
    Protection protection = new Shield().build();
    HttpLimits limits = new Patience().drain(Duration.ofMillis(200)).build();
    try (Site site = site(protection, limits);
        Client slow = new Client(site.plane.port().orElseThrow(), 8192);
        Client inBody = site.connect()) {
      slow.get("/" + BIG);
      assertThat(slow.in.read()).isEqualTo('H');
      inBody.send(
          Client.request(
              "POST /api/v1/plan HTTP/1.1", "Content-Length: 9", "Expect: 100-continue"));
      inBody.read();
      assertThat(protection.pressure().inFlight()).isEqualTo(2);
      site.plane.close();
      assertThat(protection.pressure().inFlight()).isZero();
      assertThat(protection.admission().open()).isZero();
      assertThat(site.open).hasValue(0);
    }
  }

  @Test
  void clientsOfAProxy_areWhoItTells_andAreHeldToTheListAndTheRate() throws IOException {
    Protection protection =
        new Shield()
            .deny("192.0.2.0/24", "127.0.0.1")
            .proxies("127.0.0.1")
            .rate(1, 1)
            .connections(100, 1)
            .build();
    try (Site site = site(protection);
        Client proxy = site.connect();
        Client again = site.connect()) {
      Reply denied = again.get("/small.flg", "X-Forwarded-For: 192.0.2.1").read();
      assertThat(denied.status()).isEqualTo("HTTP/1.1 403 Forbidden");
      assertThat(denied.headers()).doesNotContainKey("Connection");
      String told = "X-Forwarded-For: 192.0.2.1, 198.51.100.7";
      for (int i = 0; i < 1000 && proxy.get("/small.flg", told).read().status().contains("200"); ) {
        i++;
      }
      assertThat(proxy.get("/small.flg", "X-Forwarded-For: 198.51.100.8").read().text())
          .isEqualTo("small");
      await()
          .untilAsserted(
              () ->
                  assertThat(site.ended)
                      .contains(
                          new Site.Ended("192.0.2.1", null, "/small.flg", 403),
                          new Site.Ended("198.51.100.7", null, "/small.flg", 200),
                          new Site.Ended("198.51.100.7", null, "/small.flg", 429),
                          new Site.Ended("198.51.100.8", null, "/small.flg", 200)));
    }
  }

  @Test
  void clientsOfAProxy_areToldOfHealthAndOfRefusalsForLoadToo() throws IOException {
    try (Site site = site(new Shield().proxies("127.0.0.1").inFlight(1).build());
        Client slow = site.connect();
        Client proxy = site.connect()) {
      store.mayOpen.drainPermits();
      slow.get("/small.flg");
      await().until(store.mayOpen::hasQueuedThreads);
      proxy.get("/livez", "X-Forwarded-For: 198.51.100.7").read();
      proxy.get("/small.flg", "X-Forwarded-For: 198.51.100.8").read();
      await()
          .untilAsserted(
              () ->
                  assertThat(site.ended)
                      .containsExactly(
                          new Site.Ended("198.51.100.7", null, "/livez", 200),
                          new Site.Ended("198.51.100.8", null, "/small.flg", 503)));
      store.mayOpen.release(1000);
    }
  }

  @Test
  void whoIsNoProxy_isNotBelieved() throws IOException {
    Protection protection = new Shield().deny("192.0.2.1").proxies("127.0.0.1").build();
    try (Site site = site(protection);
        Client client = from("127.0.0.2", site)) {
      assertThat(client.get("/small.flg", "X-Forwarded-For: 192.0.2.1").read().text())
          .isEqualTo("small");
      await()
          .untilAsserted(
              () ->
                  assertThat(site.ended)
                      .containsExactly(new Site.Ended("127.0.0.2", null, "/small.flg", 200)));
    }
  }
}
