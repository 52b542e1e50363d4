package org.livemirror.ftp.data;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** Which of Netty's socket implementations is used; listeners and loops must be of one kind. */
public record Transport(IoHandlerFactory loops, Class<? extends ServerSocketChannel> listeners) {
  /** Java's own, everywhere. */
  public static Transport nio() {
    return new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
  }

  /** Epoll on Linux, else Java's own. */
  public static Transport best() {
    return Epoll.isAvailable()
        ? new Transport(FaithfulEpoll.newFactory(), EpollServerSocketChannel.class)
        : nio();
  }
}
