package org.livemirror.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.HttpEvents.Reason;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.exchange.Route;
import org.livemirror.http.limit.AccessList;
import org.livemirror.http.limit.Admission;
import org.livemirror.http.limit.Network;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.limit.PasswordHash;
import org.livemirror.http.limit.Passwords;
import org.livemirror.http.limit.Pressure;
import org.livemirror.http.limit.Protection;
import org.livemirror.http.limit.Proxies;
import org.livemirror.http.limit.Rate;
import org.livemirror.http.limit.RequestRate;
import org.livemirror.http.limit.Shaper;
import org.livemirror.http.limit.Shaping;

/** What a request meets in {@link Gate}, in which order, and what stays counted. Time stands. */
final class GatePassTest {
  private static final Answer ANSWER = Answer.plain(HttpResponseStatus.OK);
  private static final Route CONTENT = new Route.Now(ANSWER);
  private static final Route HEALTH = new Route.Now(ANSWER, true);
  private static final String DENIED = "192.0.2.1";
  private static final String ANNA = "198.51.100.1";
  private static final String BERT = "198.51.100.2";

  /** One exchange at a time. */
  private final Pressure pressure = new Pressure(1, () -> 0, 1);

  private LongSupplier clock = () -> 0;

  @TempDir
  @SuppressWarnings("NullAway.Init") // injected by JUnit
  private Path folder;

  private Gate gate(Pressure load, RequestRate rate, Optional<Passwords> passwords) {
    Proxies proxies = new Proxies(new Networks(List.of(Network.parse("127.0.0.1"))));
    AccessList list = new AccessList(List.of(), List.of(Network.parse(DENIED)));
    return new Gate(
        new Protection(
            new Admission(list, proxies, 1, 1),
            load,
            proxies,
            rate,
            passwords,
            new Shaper(
                new Shaping(Rate.UNLIMITED, Rate.always(1_000), List.of()),
                () -> 0,
                Clock.systemUTC())));
  }

  private Gate gate() {
    return gate(pressure, RequestRate.of(1, 1, () -> 0), Optional.empty());
  }

  private Gate withPasswords() throws IOException {
    PasswordHash hash = PasswordHash.of("secret", PasswordHash.MIN_COST, new SecureRandom());
    Path file = Files.writeString(folder.resolve("users"), Passwords.line("anna", hash) + "\n");
    return gate(
        new Pressure(1000, () -> 0, 1),
        RequestRate.OFF,
        Optional.of(Passwords.open(file, () -> clock.getAsLong())));
  }

  private static HttpExchange exchange() {
    return new HttpExchange(Peer.UNKNOWN, null, true);
  }

  private static RequestHead head(String client, String userAndPassword) {
    return head(client, userAndPassword, 1);
  }

  /**
   * The head of a request that a proxy forwards.
   *
   * @param spaces with another number the same password is checked anew
   */
  private static RequestHead head(String client, String userAndPassword, int spaces) {
    HttpHeaders headers = new DefaultHttpHeaders();
    headers.add(HeaderNames.X_FORWARDED_FOR, client);
    if (!userAndPassword.isEmpty()) {
      byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
      headers.add(
          HttpHeaderNames.AUTHORIZATION,
          "Basic" + " ".repeat(spaces) + Base64.getEncoder().encodeToString(bytes));
    }
    return new RequestHead(
        HttpMethod.GET, "/x", RequestHead.Version.HTTP_1_1, headers, 0, false, true, false);
  }

  private static RequestHead from(String client) {
    return head(client, "");
  }

  private static int status(Route route) {
    return answer(route).status().code();
  }

  /** The answer in the end, the work done and an empty body read. */
  private static Answer answer(Route route) {
    if (route instanceof Route.Now now) {
      return now.answer();
    }
    return route instanceof Route.Work work
        ? work.work().get()
        : ((Route.TakesBody) route).work().apply(new byte[0]);
  }

  private static int passed(Gate gate, String client) {
    HttpExchange exchange = exchange();
    int status = status(gate.pass(exchange, from(client), CONTENT));
    gate.ended(exchange);
    return status;
  }

  @Test
  void load_isAskedFirst_thenTheList_thenTheRate() {
    Gate gate = gate();
    assertThat(passed(gate, ANNA)).isEqualTo(200);
    HttpExchange running = exchange();
    assertThat(status(gate.pass(running, from(BERT), CONTENT))).isEqualTo(200);
    for (int i = 0; i < 2; i++) {
      assertThat(passed(gate, DENIED)).isEqualTo(503);
      assertThat(passed(gate, ANNA)).isEqualTo(503);
      assertThat(passed(gate, "198.51.100.3")).as("costs no request").isEqualTo(503);
    }
    gate.ended(running);
    for (int i = 0; i < 2; i++) {
      assertThat(passed(gate, DENIED)).isEqualTo(403);
      assertThat(passed(gate, ANNA)).isEqualTo(429);
    }
    assertThat(passed(gate, "198.51.100.3")).isEqualTo(200);
    assertThat(pressure.inFlight()).isZero();
  }

  @Test
  void rate_isAskedBeforeThePassword() throws IOException {
    PasswordHash hash = PasswordHash.of("secret", PasswordHash.MIN_COST, new SecureRandom());
    Path file = Files.writeString(folder.resolve("users"), Passwords.line("anna", hash) + "\n");
    Passwords passwords = Passwords.open(file, () -> 0);
    Gate gate = gate(pressure, RequestRate.of(1, 1, () -> 0), Optional.of(passwords));
    assertThat(passed(gate, ANNA)).isEqualTo(401);
    assertThat(passed(gate, ANNA)).isEqualTo(429);
    assertThat(passed(gate, DENIED)).isEqualTo(403);
  }

  @Test
  void health_passesWhateverTheLoadIs_andCountsForNothing() throws Exception {
    Gate gate = gate();
    HttpExchange running = exchange();
    gate.pass(running, from(ANNA), CONTENT);
    for (String client : List.of(ANNA, DENIED)) {
      HttpExchange exchange = exchange();
      assertThat(gate.pass(exchange, from(client), HEALTH)).isSameAs(HEALTH);
      assertThat(exchange.client()).isEqualTo(InetAddress.getByName(client));
      gate.ended(exchange);
      assertThat(pressure.inFlight()).isEqualTo(1);
    }
    gate.ended(running);
    assertThat(pressure.inFlight()).isZero();
  }

  @Test
  void error_leavesNothingUnderWay() {
    Queue<Long> times = new ConcurrentLinkedQueue<>(List.of(0L)); // one, for its beginning
    Gate gate = gate(pressure, RequestRate.of(1, 1, times::remove), Optional.empty());
    assertThatThrownBy(() -> gate.pass(exchange(), from(ANNA), CONTENT))
        .isInstanceOf(RuntimeException.class);
    assertThat(pressure.inFlight()).isZero();
  }

  @Test
  void connection_countsUntilItIsReleased() throws IOException {
    Gate gate = gate();
    InetAddress peer = InetAddress.getByName(ANNA);
    assertThat(gate.admit(InetAddress.getByName(DENIED))).contains(Reason.DENIED);
    assertThat(gate.admit(peer)).isEmpty();
    assertThat(gate.admit(peer)).contains(Reason.TOO_MANY);
    gate.released(peer);
    assertThat(gate.admit(peer)).isEmpty();
  }

  @Test
  void share_isThatOfTheClient_untilTheExchangeEnds() {
    Gate gate = gate(new Pressure(9, () -> 0, 1), RequestRate.OFF, Optional.empty());
    HttpExchange anna = exchange();
    gate.pass(anna, from(ANNA), CONTENT);
    long sent = 0;
    for (long granted = anna.share().grant(1 << 20); granted > 0; ) {
      sent += granted;
      granted = anna.share().grant(1 << 20);
    }
    assertThat(sent).isEqualTo(16_384);
    HttpExchange bert = exchange();
    gate.pass(bert, from(BERT), CONTENT);
    assertThat(bert.share().grant(2_048)).isEqualTo(2_048);
    gate.ended(bert);
    assertThat(bert.share().grant(1)).as("its share is closed").isZero();
  }

  @Test
  void everyRoute_isBehindThePassword_andStaysWhatItIs() throws IOException {
    Gate gate = withPasswords();
    Answer tooLarge = Answer.plain(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
    AtomicInteger done = new AtomicInteger();
    Route work =
        new Route.Work(
            () -> {
              done.incrementAndGet();
              return ANSWER;
            });
    Route takesBody =
        new Route.TakesBody(
            77,
            tooLarge,
            body -> {
              done.incrementAndGet();
              return ANSWER;
            });
    int wrong = 0;
    for (Route route : List.of(CONTENT, work, takesBody)) {
      String password = "anna:wrong" + wrong++;
      for (int i = 0; i < 2; i++) { // as it is checked, and as it is remembered
        Answer refusal = answer(gate.pass(exchange(), head(ANNA, password), route));
        assertThat(refusal.status().code()).isEqualTo(401);
        assertThat(refusal.headers().get("WWW-Authenticate")).isEqualTo(Passwords.CHALLENGE);
      }
    }
    assertThat(done).hasValue(0);

    List<Route> routes = List.of(CONTENT, work, takesBody);
    for (int i = 0; i < routes.size(); i++) {
      HttpExchange exchange = exchange();
      RequestHead head = head(ANNA, "anna:secret", i + 1);
      Route passed = gate.pass(exchange, head, routes.get(i));
      assertThat(done).hasValue(Math.max(0, i - 1));
      if (passed instanceof Route.TakesBody takes) {
        assertThat(takes.maxBytes()).isEqualTo(77);
        assertThat(takes.tooLarge()).isSameAs(tooLarge);
      }
      assertThat(answer(passed)).isSameAs(ANSWER);
      assertThat(exchange.user()).isEqualTo("anna");
      assertThat(gate.pass(exchange(), head, routes.get(i))).isSameAs(routes.get(i));
    }
    assertThat(done).hasValue(2);
  }

  @Test
  void wrongPasswords_areCountedByClient_andToldWhenToComeAgain() throws IOException {
    Gate gate = withPasswords();
    for (int i = 0; i < 20; i++) {
      assertThat(status(gate.pass(exchange(), head(ANNA, "anna:guess" + i), CONTENT)))
          .isEqualTo(401);
    }
    Answer later = answer(gate.pass(exchange(), head(ANNA, "anna:secret"), CONTENT));
    assertThat(later.status().code()).isEqualTo(429);
    assertThat(later.headers().get(HeaderNames.RETRY_AFTER)).isEqualTo("2");
    assertThat(status(gate.pass(exchange(), head(BERT, "anna:secret"), CONTENT))).isEqualTo(200);
  }

  /** A check's clock stops it on its way. */
  @Test
  void checks_areTwoAtATime_sixMayWait_andMoreAreToldToComeAgain() throws Exception {
    Gate gate = withPasswords();
    Thread test = Thread.currentThread();
    AtomicInteger inCheck = new AtomicInteger();
    CountDownLatch goOn = new CountDownLatch(1);
    assertThat(status(gate.pass(exchange(), head(BERT, "anna:first"), CONTENT))).isEqualTo(401);
    clock =
        () -> {
          if (Thread.currentThread() != test) {
            inCheck.incrementAndGet();
            stopUntil(goOn);
          }
          return 0;
        };
    List<Thread> threads = new ArrayList<>();
    Queue<Integer> ends = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 8; i++) {
      Route check = gate.pass(exchange(), head(ANNA, "anna:guess" + i), CONTENT);
      threads.add(started(() -> ends.add(status(check))));
    }
    await().until(() -> threads.stream().allMatch(GatePassTest::isStopped));

    Route oneMore = gate.pass(exchange(), head(ANNA, "anna:guess8"), CONTENT);
    Queue<Answer> busy = new ConcurrentLinkedQueue<>();
    started(() -> busy.add(answer(oneMore)));
    await().until(() -> !busy.isEmpty());
    assertThat(busy.element().status().code()).isEqualTo(503);
    assertThat(busy.element().headers().get(HeaderNames.RETRY_AFTER)).isEqualTo("1");
    // Two may come by chance after one another for the same lock.
    long behindIt =
        threads.stream().filter(each -> each.getState() == Thread.State.BLOCKED).count();
    assertThat(inCheck.get() + behindIt).isEqualTo(2);

    goOn.countDown();
    await().until(() -> ends.size() == threads.size());
    assertThat(ends).hasSize(8).containsOnly(401);
    assertThat(status(gate.pass(exchange(), head(ANNA, "anna:guess8"), CONTENT))).isEqualTo(401);
  }

  private static Thread started(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void stopUntil(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isStopped(Thread thread) {
    return LockSupport.getBlocker(thread) != null || thread.getState() == Thread.State.BLOCKED;
  }

  @Test
  void checksThatFail_leaveTheirPlaces() throws Exception {
    Gate gate = withPasswords();
    Route[] checks = new Route[10];
    for (int i = 0; i < checks.length; i++) {
      checks[i] = gate.pass(exchange(), head(ANNA, "anna:guess" + i), CONTENT);
    }
    clock =
        () -> {
          throw new IllegalStateException("no time");
        };
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    for (Route check : checks) {
      int before = failures.size();
      started(
          () -> {
            try {
              status(check);
            } catch (IllegalStateException e) {
              failures.add(String.valueOf(e.getMessage()));
            }
          });
      await().until(() -> failures.size() > before);
    }
    assertThat(failures).hasSize(10).containsOnly("no time");
    clock = () -> 0;
    assertThat(status(checks[0])).isEqualTo(401);
  }

  @Test
  void work_thatFollowsACheck_takesNoPlaceOfOthers() throws Exception {
    Gate gate = withPasswords();
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger working = new AtomicInteger();
    Queue<Integer> ends = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 10; i++) {
      RequestHead head = head(ANNA, "anna:secret", i + 1);
      Route route =
          gate.pass(
              exchange(),
              head,
              new Route.Work(
                  () -> {
                    working.incrementAndGet();
                    stopUntil(goOn);
                    return ANSWER;
                  }));
      started(() -> ends.add(status(route)));
      int begun = i + 1;
      await().until(() -> working.get() == begun);
    }
    goOn.countDown();
    await().until(() -> ends.size() == 10);
  }
}
