package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.livemirror.http.limit.NetworkTest.ip;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxiesTest {
  private static final Proxies PROXIES =
      new Proxies(
          new Networks(List.of(Network.parse("10.0.0.0/24"), Network.parse("2001:db8::/64"))));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the peer is no proxy: what it says is not believed
        "192.0.2.9 | 198.51.100.1 | 192.0.2.9",
        // one proxy, two proxies
        "10.0.0.1 | 198.51.100.1 | 198.51.100.1",
        "10.0.0.1 | 198.51.100.1, 10.0.0.2 | 198.51.100.1",
        "10.0.0.1 | 198.51.100.1,2001:db8::5 | 198.51.100.1",
        // what the client wrote itself stands further left
        "10.0.0.1 | 203.0.113.66, 198.51.100.1 | 198.51.100.1",
        "10.0.0.1 | 10.0.0.3, 198.51.100.1, 10.0.0.2 | 198.51.100.1",
        "10.0.0.1 | nonsense, 198.51.100.1 | 198.51.100.1",
        // all are proxies
        "10.0.0.1 | 10.0.0.2, 10.0.0.3 | 10.0.0.2",
        // what is no address ends the walk at whom it came from
        "10.0.0.1 | unknown | 10.0.0.1",
        "10.0.0.1 | 198.51.100.1, unknown, 10.0.0.2 | 10.0.0.2",
        "10.0.0.1 | 198.51.100.1, | 10.0.0.1",
        "10.0.0.1 | 198.51.100.1, , 10.0.0.2 | 10.0.0.2",
        "10.0.0.1 | '' | 10.0.0.1",
        "10.0.0.1 | example.org | 10.0.0.1",
        "10.0.0.1 | [198.51.100.1] | 10.0.0.1",
        "10.0.0.1 | [2001:db8:1::1]x | 10.0.0.1",
        "10.0.0.1 | [2001:db8:1::1]x:4711 | 10.0.0.1",
        "10.0.0.1 | [2001:db8:1::1]:65536 | 10.0.0.1",
        "10.0.0.1 | [2001:db8:1::1 | 10.0.0.1",
        "10.0.0.1 | [ | 10.0.0.1",
        "10.0.0.1 | 198.51.100.1:99999 | 10.0.0.1",
        "10.0.0.1 | 198.51.100.1:65536 | 10.0.0.1",
        "10.0.0.1 | 198.51.100.1: | 10.0.0.1",
        // ports
        "10.0.0.1 | 198.51.100.1:4711 | 198.51.100.1",
        "10.0.0.1 | 198.51.100.1:0 | 198.51.100.1",
        "10.0.0.1 | 198.51.100.1:65535 | 198.51.100.1",
        "10.0.0.1 | [2001:db8:1::1]:4711 | 2001:db8:1::1",
        "10.0.0.1 | [2001:db8:1::1] | 2001:db8:1::1",
        "10.0.0.1 | 2001:db8:1::1 | 2001:db8:1::1",
        // forms of the same
        "::ffff:10.0.0.1 | ::ffff:198.51.100.1 | 198.51.100.1",
        "2001:db8::1 | 198.51.100.1 | 198.51.100.1"
      })
  void client_isTheRightmostThatIsNoProxy(String peer, String header, String client) {
    assertThat(PROXIES.client(ip(peer), List.of(header))).isEqualTo(ip(client));
  }

  @Test
  void lines_areOneHeader_inTheirOrder() {
    assertThat(PROXIES.client(ip("10.0.0.1"), List.of("203.0.113.66, 198.51.100.1", "10.0.0.2")))
        .isEqualTo(ip("198.51.100.1"));
    assertThat(PROXIES.client(ip("10.0.0.1"), List.of("203.0.113.66", "198.51.100.1")))
        .isEqualTo(ip("198.51.100.1"));
    assertThat(PROXIES.client(ip("10.0.0.1"), List.of("198.51.100.1", "")))
        .as("a line that holds no address")
        .isEqualTo(ip("10.0.0.1"));
    assertThat(PROXIES.client(ip("10.0.0.1"), List.of("198.51.100.1", ", 10.0.0.2")))
        .isEqualTo(ip("10.0.0.2"));
    assertThat(PROXIES.client(ip("10.0.0.1"), List.of())).isEqualTo(ip("10.0.0.1"));
  }

  @Test
  void walk_endsAfterSoManyHops() {
    String hops = String.join(",", Collections.nCopies(Proxies.MAX_HOPS - 1, "10.0.0.7"));
    assertThat(PROXIES.client(ip("10.0.0.1"), List.of("198.51.100.1," + hops)))
        .isEqualTo(ip("198.51.100.1"));
    assertThat(PROXIES.client(ip("10.0.0.1"), List.of("198.51.100.1,10.0.0.8," + hops)))
        .isEqualTo(ip("10.0.0.8"));
  }

  @Test
  void walk_endsAfterSoManyCharacters() {
    String spaces = " ".repeat(Proxies.MAX_CHARS);
    assertThat(PROXIES.client(ip("10.0.0.1"), List.of("198.51.100.1" + spaces)))
        .isEqualTo(ip("10.0.0.1"));
    assertThat(PROXIES.client(ip("10.0.0.1"), List.of("198.51.100.1" + spaces + ",10.0.0.2")))
        .isEqualTo(ip("10.0.0.2"));
  }

  /** Each address counts with a comma, whether there is one before it or not. */
  @Test
  void walk_countsTheCharactersOfAllAddresses() {
    String proxy = "10.0.0.2" + " ".repeat(1000 - 8);
    String client = "198.51.100.1" + " ".repeat(Proxies.MAX_CHARS - 1001 - 1 - 12);
    for (List<String> lines : List.of(List.of(client, proxy), List.of(client + "," + proxy))) {
      assertThat(PROXIES.client(ip("10.0.0.1"), lines)).isEqualTo(ip("198.51.100.1"));
    }
    for (List<String> lines :
        List.of(List.of(client + " ", proxy), List.of(client + " ," + proxy))) {
      assertThat(PROXIES.client(ip("10.0.0.1"), lines)).isEqualTo(ip("10.0.0.2"));
    }
  }

  @Test
  void nobody_isBelievedByDefault() {
    assertThat(Proxies.NONE.client(ip("10.0.0.1"), List.of("198.51.100.1")))
        .isEqualTo(ip("10.0.0.1"));
  }
}
