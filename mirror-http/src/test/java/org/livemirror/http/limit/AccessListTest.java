package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.livemirror.http.limit.NetworkTest.ip;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessListTest {
  private static List<Network> networks(String list) {
    return list.isEmpty() ? List.of() : Stream.of(list.split(" ", -1)).map(Network::parse).toList();
  }

  @ParameterizedTest
  @CsvSource({
    // nothing listed
    "'', '', 192.0.2.1, true",
    "'', '', 2001:db8::1, true",
    // only who is listed
    "10.0.0.0/8, '', 10.1.1.1, true",
    "10.0.0.0/8, '', 192.0.2.1, false",
    "10.0.0.0/8, '', ::1, false",
    // all but who is listed
    "'', 10.0.0.0/8, 10.1.1.1, false",
    "'', 10.0.0.0/8, 192.0.2.1, true",
    // a site, but not its guest network
    "10.0.0.0/8, 10.9.0.0/16, 10.9.1.1, false",
    "10.0.0.0/8, 10.9.0.0/16, 10.8.1.1, true",
    "10.0.0.0/8, 10.9.0.0/16, 10.10.0.0, true",
    // not that site, but its server
    "10.9.1.1, 10.9.0.0/16, 10.9.1.1, true",
    "10.9.1.1, 10.9.0.0/16, 10.9.1.2, false",
    // nobody but
    "10.0.0.0/8, 0.0.0.0/0 ::/0, 10.1.1.1, true",
    "10.0.0.0/8, 0.0.0.0/0 ::/0, 11.1.1.1, false",
    // three deep
    "10.0.0.0/8 10.9.1.0/24, 10.9.0.0/16, 10.9.1.7, true",
    "10.0.0.0/8 10.9.1.0/24, 10.9.0.0/16, 10.9.2.7, false",
    // on both
    "10.0.0.0/8, 10.0.0.0/8, 10.1.1.1, false",
    "2001:db8::/32, 2001:db8:bad::/48, 2001:db8:bad::1, false",
    "2001:db8::/32, 2001:db8:bad::/48, 2001:db8:bae::1, true"
  })
  void longestPrefix_decides(String allow, String deny, String address, boolean permitted) {
    assertThat(new AccessList(networks(allow), networks(deny)).permits(ip(address)))
        .isEqualTo(permitted);
  }

  /** The table against looking at each network, at every edge of every network. */
  @Test
  void table_ofManyNetworks_findsTheLongestOfAll() {
    Random random = new Random(7);
    List<NetworkTable.Row<Network>> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean ipv6 = random.nextInt(3) == 0;
      int bits = random.nextInt(ipv6 ? 129 : 33);
      // few bits are random, so that networks lie in each other
      long high = ipv6 ? (random.nextLong() & 0x8000_0000_0003_0001L) : 0;
      long low = random.nextLong() & (ipv6 ? 0x8100_0000_0000_0003L : 0xC003_0003L);
      Address address = new Address(ipv6, high, low);
      Network network = network(address, bits);
      rows.add(new NetworkTable.Row<>(network, network));
    }
    NetworkTable<Network> table = new NetworkTable<>(rows);

    for (NetworkTable.Row<Network> row : rows) {
      Address first = row.network().first();
      Address last = row.network().last();
      for (Address probe :
          List.of(
              first,
              last,
              new Address(first.ipv6(), first.high(), first.low() ^ 1),
              new Address(last.ipv6(), last.high(), last.low() ^ 1),
              new Address(last.ipv6(), last.high() ^ (last.ipv6() ? 1 : 0), last.low()))) {
        InetAddress inet = probe.inet();
        Optional<Network> expected =
            rows.stream()
                .map(NetworkTable.Row::network)
                .filter(each -> each.contains(inet))
                .max(Comparator.comparingInt(Network::bits));
        assertThat(Optional.ofNullable(table.find(probe))).as("%s", probe).isEqualTo(expected);
      }
    }
  }

  /** The network of a length that an address is in. */
  private static Network network(Address address, int bits) {
    try {
      return Network.parse(address + "/" + bits);
    } catch (IllegalArgumentException e) {
      String right = String.valueOf(e.getMessage()).replaceAll(".*expected ([^,]*),.*", "$1");
      return Network.parse(right);
    }
  }
}
