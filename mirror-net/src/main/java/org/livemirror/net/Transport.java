package org.livemirror.net;

import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.channels.spi.SelectorProvider;

/** How sockets are driven. Listeners belong on loops of the same kind. Safe for all threads. */
public enum Transport {
  /** Linux's own. */
  EPOLL {
    @Override
    IoHandlerFactory handlers() {
      return FaithfulEpoll.newFactory();
    }

    @Override
    ServerChannel listener(SocketProtocolFamily family) {
      return new EpollServerSocketChannel(family);
    }
  },
  /** Java's, everywhere. */
  NIO {
    @Override
    IoHandlerFactory handlers() {
      return NioIoHandler.newFactory();
    }

    @Override
    ServerChannel listener(SocketProtocolFamily family) {
      return new NioServerSocketChannel(SelectorProvider.provider(), family);
    }
  };

  /** The best that this host has. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  abstract IoHandlerFactory handlers();

  abstract ServerChannel listener(SocketProtocolFamily family);

  /**
   * Sockets that can listen at an address, to be bound to it. At one of IPv4, 0.0.0.0 included, it
   * takes connections over IPv4 only, and they cost less so; at {@code ::} over both.
   */
  public ChannelFactory<ServerChannel> listenersAt(InetAddress address) {
    SocketProtocolFamily family =
        address instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    return () -> listener(family);
  }

  /**
   * New event loops; who asks for them shuts them down.
   *
   * @param name what their threads' names begin with
   * @param threads how many; 1 at least
   */
  public EventLoopGroup newLoops(String name, int threads) {
    return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), handlers());
  }
}
