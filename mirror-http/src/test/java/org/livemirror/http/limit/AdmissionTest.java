package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.http.limit.NetworkTest.ip;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.livemirror.http.exchange.HttpEvents.Reason;

final class AdmissionTest {
  private static final AccessList LIST =
      new AccessList(List.of(Network.parse("192.0.2.0/24")), List.of(Network.parse("192.0.2.66")));
  private static final Proxies PROXIES =
      new Proxies(new Networks(List.of(Network.parse("10.0.0.1"))));

  private static Admission admission(int connections, int perAddress) {
    return new Admission(AccessList.EVERYBODY, PROXIES, connections, perAddress);
  }

  @Test
  void address_thatMayNotCome_isDenied_andNotCounted() {
    Admission admission = new Admission(LIST, Proxies.NONE, 10, 10);

    assertThat(admission.admit(ip("192.0.2.66"))).contains(Reason.DENIED);
    assertThat(admission.admit(ip("198.51.100.1"))).contains(Reason.DENIED);
    assertThat(admission.admit(ip("192.0.2.65"))).isEmpty();
    assertThat(admission.open()).isEqualTo(1);
  }

  @Test
  void address_thatMayNotCome_isToldToBeDenied_evenIfThereIsNoRoom() {
    Admission admission = new Admission(LIST, Proxies.NONE, 1, 1);
    assertThat(admission.admit(ip("192.0.2.65"))).isEmpty();
    assertThat(admission.admit(ip("192.0.2.66"))).contains(Reason.DENIED);
    assertThat(admission.admit(ip("192.0.2.65"))).contains(Reason.TOO_MANY);
  }

  @Test
  void connections_beyondTheLimitOfAll_areTooMany_untilOneEnds() {
    Admission admission = admission(2, 2);
    assertThat(admission.admit(ip("192.0.2.1"))).isEmpty();
    assertThat(admission.admit(ip("192.0.2.2"))).isEmpty();

    assertThat(admission.admit(ip("192.0.2.3"))).contains(Reason.TOO_MANY);
    admission.released(ip("192.0.2.1"));
    assertThat(admission.admit(ip("192.0.2.3"))).isEmpty();
    assertThat(admission.open()).isEqualTo(2);
  }

  @Test
  void connections_beyondTheLimitOfAnAddress_areTooManyFromIt() {
    Admission admission = admission(10, 2);
    assertThat(admission.admit(ip("192.0.2.1"))).isEmpty();
    assertThat(admission.admit(ip("::ffff:192.0.2.1"))).isEmpty();

    assertThat(admission.admit(ip("192.0.2.1"))).contains(Reason.TOO_MANY_FROM_ADDRESS);
    assertThat(admission.open()).as("one turned away is not open").isEqualTo(2);
    assertThat(admission.admit(ip("192.0.2.2"))).isEmpty();
    admission.released(ip("192.0.2.1"));
    assertThat(admission.admit(ip("192.0.2.1"))).isEmpty();
  }

  @Test
  void ipv6_isCountedByNetworksOf64Bits() {
    Admission admission = admission(10, 1);
    assertThat(admission.admit(ip("2001:db8::1"))).isEmpty();
    assertThat(admission.admit(ip("2001:db8::ffff:2"))).contains(Reason.TOO_MANY_FROM_ADDRESS);
    assertThat(admission.admit(ip("2001:db8:0:1::1"))).isEmpty();
  }

  @Test
  void proxy_comesOnBehalfOfOthers() {
    Admission admission = new Admission(LIST, PROXIES, 3, 1);

    for (int i = 0; i < 3; i++) {
      assertThat(admission.admit(ip("10.0.0.1"))).isEmpty();
    }
    assertThat(admission.admit(ip("10.0.0.1"))).contains(Reason.TOO_MANY);
    assertThat(admission.permits(ip("10.0.0.1"))).isTrue();
    assertThat(admission.permits(ip("192.0.2.65"))).isTrue();
    assertThat(admission.permits(ip("192.0.2.66"))).isFalse();
    admission.released(ip("10.0.0.1"));
    assertThat(admission.open()).isEqualTo(2);
    assertThat(admission.addresses()).isZero();
  }

  @Test
  void addresses_withoutConnections_areNotKept() {
    Admission admission = admission(1_000_000, 2);
    for (int i = 0; i < 100_000; i++) {
      InetAddress address = new Address(false, 0, 0xC000_0000L + i).inet();
      assertThat(admission.admit(address)).isEmpty();
      if (i >= 10) {
        admission.released(address);
      }
    }
    assertThat(admission.addresses()).isEqualTo(10);
    assertThat(admission.open()).isEqualTo(10);
  }

  @Test
  void limits_holdWithManyThreads() throws Exception {
    Admission admission = admission(50, 20);
    AtomicInteger here = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger mostOfOne = new AtomicInteger();
    AtomicInteger[] ofOne = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> ends = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        Callable<Integer> client =
            () -> {
              int admitted = 0;
              for (int round = 0; round < 2_000; round++) {
                List<Integer> mine = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                  int which = i % 3;
                  if (admission.admit(ip("192.0.2." + which)).isEmpty()) {
                    mine.add(which);
                    most.accumulateAndGet(here.incrementAndGet(), Math::max);
                    mostOfOne.accumulateAndGet(ofOne[which].incrementAndGet(), Math::max);
                  }
                }
                for (int which : mine) {
                  here.decrementAndGet();
                  ofOne[which].decrementAndGet();
                  admission.released(ip("192.0.2." + which));
                }
                admitted += mine.size();
              }
              return admitted;
            };
        ends.add(threads.submit(client));
      }
      for (Future<Integer> end : ends) {
        assertThat(end.get()).isPositive();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(most.get()).isLessThanOrEqualTo(50);
    assertThat(mostOfOne.get()).isLessThanOrEqualTo(20);
    assertThat(admission.open()).isZero();
    assertThat(admission.addresses()).isZero();
  }

  @Test
  void proxyThatLeaves_takesNothingFromItsNeighbours() {
    Proxies proxies = new Proxies(new Networks(List.of(Network.parse("2001:db8::1"))));
    Admission admission = new Admission(AccessList.EVERYBODY, proxies, 10, 1);
    assertThat(admission.admit(ip("2001:db8::2"))).isEmpty();
    assertThat(admission.admit(ip("2001:db8::1"))).isEmpty();
    admission.released(ip("2001:db8::1"));
    assertThat(admission.open()).isEqualTo(1);
    assertThat(admission.addresses()).isEqualTo(1);
    assertThat(admission.admit(ip("2001:db8::3"))).contains(Reason.TOO_MANY_FROM_ADDRESS);
  }

  @Test
  void limits_ofNothing_areRefused() {
    assertThatThrownBy(() -> admission(0, 1)).hasMessageContaining("expected 1 at least");
    assertThatThrownBy(() -> admission(1, 0)).hasMessageContaining("expected 1 at least");
  }
}
