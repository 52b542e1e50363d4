package org.livemirror.http.limit;

import java.net.InetAddress;

/**
 * A range of addresses in CIDR form (RFC 4632, RFC 4291 §2.3): {@code 10.1.0.0/16}, {@code
 * 2001:db8::/32}. An address alone is a network of one.
 *
 * <p>IPv4 and IPv6 are worlds apart: {@code ::/0} is all of IPv6 and nothing of IPv4. An
 * IPv4-mapped form is the IPv4 network it means. Immutable.
 */
public final class Network {
  private final Address first;
  private final int bits;

  private Network(Address first, int bits) {
    this.first = first;
    this.bits = bits;
  }

  /**
   * Reads a network.
   *
   * @throws IllegalArgumentException with what was found and what was expected; bits beyond the
   *     prefix are an error that tells the network they are in
   */
  public static Network parse(String text) {
    String found = text.strip();
    int slash = found.indexOf('/');
    String base = slash < 0 ? found : found.substring(0, slash);
    Address address =
        Address.parse(base)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "found '"
                            + text
                            + "' (expected an address or a network such as 10.1.0.0/16 or"
                            + " 2001:db8::/32)"));
    int bits = address.width();
    if (slash >= 0) {
      // ::ffff:10.0.0.0/104 counts the 96 bits that say it is IPv4.
      int mapped = !address.ipv6() && base.indexOf(':') >= 0 ? 96 : 0;
      int length = Address.number(found, slash + 1, found.length(), address.width() + mapped);
      if (length < mapped) {
        throw new IllegalArgumentException(
            "found '%s' (expected a prefix length from %d to %d after the slash)"
                .formatted(text, mapped, address.width() + mapped));
      }
      bits = length - mapped;
    }
    Network network = new Network(masked(address, bits), bits);
    if (!network.first.equals(address)) {
      throw new IllegalArgumentException(
          "found '%s' (expected %s, the network it is in, or the address without a slash)"
              .formatted(text, network));
    }
    return network;
  }

  private static Address masked(Address address, int bits) {
    if (!address.ipv6()) {
      return new Address(false, 0, address.low() & mask(bits + 32));
    }
    return new Address(
        true, address.high() & mask(Math.min(bits, 64)), address.low() & mask(bits - 64));
  }

  /** The highest {@code bits} of 64; none for less than 1. */
  private static long mask(int bits) {
    return bits <= 0 ? 0 : -1L << (64 - bits);
  }

  /** Whether an address is in it. */
  public boolean contains(InetAddress address) {
    return masked(Address.of(address), bits).equals(first);
  }

  Address first() {
    return first;
  }

  Address last() {
    return first.ipv6()
        ? new Address(
            true, first.high() | ~mask(Math.min(bits, 64)), first.low() | ~mask(bits - 64))
        : new Address(false, 0, first.low() | ~mask(bits + 32));
  }

  /** The length of its prefix. */
  int bits() {
    return bits;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Network network && network.bits == bits && network.first.equals(first);
  }

  @Override
  public int hashCode() {
    return 31 * first.hashCode() + bits;
  }

  /** The form that {@link #parse} reads; without a slash if it is one address. */
  @Override
  public String toString() {
    return bits == first.width() ? first.toString() : first + "/" + bits;
  }
}
