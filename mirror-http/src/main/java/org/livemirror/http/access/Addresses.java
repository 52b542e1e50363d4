package org.livemirror.http.access;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** Texts of addresses, of which those seen last are remembered. For one thread at a time. */
final class Addresses {
  private static final int REMEMBERED = 512;

  private final InetAddress[] addresses = new InetAddress[REMEMBERED];
  private final byte[][] texts = new byte[REMEMBERED][];

  /** The address as RFC 5952 writes it. */
  byte[] text(InetAddress address) {
    int hash = address.hashCode();
    int place = (hash ^ hash >>> 9 ^ hash >>> 18) & (REMEMBERED - 1);
    if (!address.equals(addresses[place])) {
      texts[place] = NetUtil.toAddressString(address).getBytes(StandardCharsets.US_ASCII);
      addresses[place] = address;
    }
    return texts[place];
  }
}
