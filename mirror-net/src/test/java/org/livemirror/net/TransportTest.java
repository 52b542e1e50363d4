package org.livemirror.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TransportTest {
  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void best_onLinuxIsEpoll() {
    assertThat(Transport.best()).isEqualTo(Transport.EPOLL);
  }

  @ParameterizedTest
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  @CsvSource({
    "EPOLL, 0.0.0.0, 127.0.0.1, true",
    "EPOLL, 0.0.0.0, ::1, false",
    "EPOLL, 127.0.0.1, 127.0.0.1, true",
    "EPOLL, ::, 127.0.0.1, true",
    "EPOLL, ::, ::1, true",
    "EPOLL, ::1, ::1, true",
    "EPOLL, ::1, 127.0.0.1, false",
    "NIO, 0.0.0.0, 127.0.0.1, true",
    "NIO, 0.0.0.0, ::1, false",
    "NIO, ::, 127.0.0.1, true",
    "NIO, ::, ::1, true",
    "NIO, ::1, 127.0.0.1, false",
  })
  void listener_takesConnectionsOfTheFamilyOfItsAddress(
      Transport transport, String bound, String asked, boolean taken) throws IOException {
    assumeTrue(hasIpv6() || !(bound + asked).contains(":"), "this host has no IPv6");
    InetAddress address = InetAddress.getByName(bound);
    EventLoopGroup loops = transport.newLoops("test", 1);
    try {
      Channel listener =
          new ServerBootstrap()
              .group(loops)
              .channelFactory(transport.listenersAt(address))
              .childHandler(new Hello())
              .bind(new InetSocketAddress(address, 0))
              .syncUninterruptibly()
              .channel();
      int port = ((InetSocketAddress) listener.localAddress()).getPort();
      assertThat(says(asked, port)).isEqualTo(taken ? 'H' : -1);
    } finally {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private static boolean hasIpv6() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(NetUtil.LOCALHOST6, 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The first byte that a server sends; -1 if nobody listens. */
  private static int says(String address, int port) throws IOException {
    try (Socket socket = new Socket(address, port)) {
      return socket.getInputStream().read();
    } catch (ConnectException e) {
      return -1;
    }
  }

  /** Greets who connects, and closes. */
  private static final class Hello extends ChannelInboundHandlerAdapter {
    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the client sees what comes of it
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(ctx.alloc().buffer(1).writeByte('H'));
      ctx.close();
    }
  }
}
