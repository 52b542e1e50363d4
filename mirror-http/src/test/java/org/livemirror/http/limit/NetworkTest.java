package org.livemirror.http.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkTest {
  static InetAddress ip(String text) {
    return Address.parse(text).orElseThrow(() -> new AssertionError(text)).inet();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "0.0.0.0/0, 0.0.0.0/0",
    "192.0.2.7, 192.0.2.7",
    "192.0.2.7/32, 192.0.2.7",
    "' 192.0.2.6/31 ', 192.0.2.6/31",
    "2001:DB8::/32, 2001:db8::/32",
    "2001:db8:0:0:0:0:0:1, 2001:db8::1",
    "::/0, ::/0",
    "::1/128, ::1",
    "fe80::/10, fe80::/10",
    "2001:db8::8000:0:0:0/65, 2001:db8:0:0:8000::/65",
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "::ffff:a00:0/104, 10.0.0.0/8",
    "::ffff:192.0.2.7, 192.0.2.7",
    "::ffff:0.0.0.0/96, 0.0.0.0/0",
    "0000:0000:0000:0000:0000:ffff:192.100.200.255, 192.100.200.255"
  })
  void network_isReadInEveryForm(String text, String shown) {
    assertThat(Network.parse(text)).hasToString(shown).isEqualTo(Network.parse(shown));
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.0.0.0/8",
    "192.0.2.7/31, 192.0.2.6/31",
    "192.0.2.7/0, 0.0.0.0/0",
    "2001:db8::1/32, 2001:db8::/32",
    "2001:db8::1/64, 2001:db8::/64",
    "2001:db8::1/127, 2001:db8::/127",
    "::ffff:10.1.0.0/104, 10.0.0.0/8"
  })
  void bitsBeyondThePrefix_areAnError_thatTellsTheRightForm(String text, String right) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "found '"
                + text
                + "' (expected "
                + right
                + ", the network it is in, or the address without a slash)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "0.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "::/129",
        "::ffff:10.0.0.0/129",
        "::ffff:0.0.0.0/95",
        "10.0.0",
        "10.0.0.0.0",
        "010.0.0.0/8",
        "10.0.0.256",
        "1.2.3.4.",
        "localhost",
        "example.org/8",
        "10",
        "fe80::1%eth0",
        "[::1]",
        "::1::",
        "1:2:3:4:5:6:7",
        ":1",
        "2001:db8::g",
        "2001:db8::١",
        "1a.0.0.0",
        "4294967306.0.0.0",
        "1:2:3:1.2.3.4",
        "::ffff:010.0.0.1",
        "١.0.0.0/8"
      })
  void text_thatIsNoNetwork_isRefused(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("found '" + text + "' (expected ");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0, true",
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, 9.255.255.255, false",
    "128.0.0.0/1, 255.255.255.255, true",
    "0.0.0.0/0, 255.0.0.1, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 10.0.0.1, false",
    "::/0, ffff::, true",
    "2001:db8::/32, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, true",
    "2001:db8::/32, 2001:db9::, false",
    "2001:db8::/127, 2001:db8::1, true",
    "2001:db8::/127, 2001:db8::2, false",
    "192.0.2.7, 192.0.2.8, false",
    "10.0.0.0/8, 2001:db8::ffff:10.0.0.1, false"
  })
  void network_containsItsAddressesOnly(String network, String address, boolean contained) {
    assertThat(Network.parse(network).contains(ip(address))).isEqualTo(contained);
    assertThat(new Networks(List.of(Network.parse(network))).contains(ip(address)))
        .isEqualTo(contained);
  }

  @Test
  void networks_areTheSame_ifAddressAndPrefixAre() {
    Network network = Network.parse("10.0.0.0/8");
    assertThat(network)
        .isEqualTo(Network.parse("::ffff:10.0.0.0/104"))
        .hasSameHashCodeAs(Network.parse("::ffff:10.0.0.0/104"))
        .isNotEqualTo(Network.parse("10.0.0.0/9"))
        .isNotEqualTo(Network.parse("11.0.0.0/8"))
        .isNotEqualTo(Network.parse("a00::/8"));
  }

  /** As some sockets give it. */
  @Test
  void mappedAddress_isTheIpv4AddressInIt() throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = 10;
    mapped[15] = 1;
    InetAddress address = Inet6Address.getByAddress(null, mapped, -1);

    assertThat(address).isInstanceOf(Inet6Address.class);
    assertThat(Network.parse("10.0.0.0/8").contains(address)).isTrue();
    assertThat(Address.of(address).key()).isEqualTo(Address.of(ip("10.0.0.1")).key());
  }

  @Test
  void key_isTheIpv4Address_orTheNetworkOf64Bits() {
    assertThat(Address.of(ip("2001:db8::1")).key())
        .isEqualTo(Address.of(ip("2001:db8::ffff:1")).key())
        .isNotEqualTo(Address.of(ip("2001:db8:0:1::1")).key());
    assertThat(Address.of(ip("10.0.0.1")).key())
        .isNotEqualTo(Address.of(ip("10.0.0.2")).key())
        .isNotEqualTo(Address.of(ip("::10.0.0.1")).key())
        .isNotEqualTo(Address.of(ip("0:0:a00:1::")).key());
  }
}
