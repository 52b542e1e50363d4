package org.livemirror.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Whether tests over IPv6 can run here: not every container has it. */
public final class Ipv6 {
  /** {@code ::1}. */
  public static final InetAddress LOOPBACK = loopback();

  private Ipv6() {}

  private static InetAddress loopback() {
    byte[] address = new byte[16];
    address[15] = 1;
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether this host has it. */
  public static boolean isHere() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(LOOPBACK, 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
