package org.livemirror.http.limit;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IP address as numbers. IPv4 is the lowest 32 bits of {@code low}; an IPv4-mapped IPv6 address
 * (RFC 4291 §2.5.5.2) is the IPv4 address in it.
 */
record Address(boolean ipv6, long high, long low) {
  private static final long MAPPED = 0xFFFFL;
  private static final int MAX_TEXT = 45;

  static Address of(InetAddress address) {
    return of(address.getAddress());
  }

  private static Address of(byte[] bytes) {
    if (bytes.length == 4) {
      int bits =
          (bytes[0] << 24) | ((bytes[1] & 255) << 16) | ((bytes[2] & 255) << 8) | (bytes[3] & 255);
      return new Address(false, 0, bits & 0xFFFF_FFFFL);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long high = buffer.getLong();
    long low = buffer.getLong();
    return high == 0 && low >>> 32 == MAPPED
        ? new Address(false, 0, low & 0xFFFF_FFFFL)
        : new Address(true, high, low);
  }

  /**
   * Reads an address without asking anybody for names. Four decimal numbers without leading zeros,
   * which some would read as octal, or IPv6 without brackets and zone.
   */
  static Optional<Address> parse(String text) {
    byte[] bytes = text.length() > MAX_TEXT ? null : bytes(text);
    return bytes == null ? Optional.empty() : Optional.of(of(bytes));
  }

  private static byte @Nullable [] bytes(String text) {
    if (text.indexOf(':') < 0) {
      return ipv4(text);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 'f' || (Character.digit(c, 16) < 0 && c != ':' && c != '.')) {
        return null;
      }
    }
    if (text.indexOf('.') < 0) {
      return NetUtil.createByteArrayFromIpAddressString(text);
    }
    // ::1.2.3.4 would be taken for ::ffff:1.2.3.4 there.
    int tail = text.lastIndexOf(':') + 1;
    byte[] last = ipv4(text.substring(tail));
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text.substring(0, tail) + "102:304");
    if (last != null && bytes != null) {
      System.arraycopy(last, 0, bytes, 12, 4);
    }
    return last == null ? null : bytes;
  }

  private static byte @Nullable [] ipv4(String text) {
    byte[] bytes = new byte[4];
    int at = 0;
    for (int part = 0; part < 4; part++) {
      int end = part < 3 ? text.indexOf('.', at) : text.length();
      int number = end < 0 ? -1 : number(text, at, end, 255);
      if (number < 0) {
        return null;
      }
      bytes[part] = (byte) number;
      at = end + 1;
    }
    return bytes;
  }

  /** The decimal number between two indexes, without leading zeros; -1 if it is none. */
  static int number(String text, int from, int to, int max) {
    if (from >= to || to - from > 5 || (text.charAt(from) == '0' && to - from > 1)) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      number = number * 10 + (c - '0');
    }
    return number <= max ? number : -1;
  }

  /**
   * What a limit for each address counts by: an IPv4 address, or the /64 of an IPv6 address, as a
   * host has all of its /64 to choose from.
   *
   * <p>IPv4 is put into {@code 0:1::/32}, which is reserved, so that no two kinds share a number.
   */
  long key() {
    return ipv6 ? high : (1L << 32) | low;
  }

  int width() {
    return ipv6 ? 128 : 32;
  }

  InetAddress inet() {
    byte[] bytes =
        ipv6
            ? ByteBuffer.allocate(16).putLong(high).putLong(low).array()
            : ByteBuffer.allocate(4).putInt((int) low).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are an address", e);
    }
  }

  @Override
  public String toString() {
    return NetUtil.toAddressString(inet());
  }
}
