package org.livemirror.http;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;

/**
 * Holds back what does not fill a segment (TCP_CORK), where the transport can: what is written
 * meanwhile goes together, and the end of the connection with it. For the channel's event loop.
 */
final class Cork {
  private Cork() {}

  static void in(Channel channel) {
    set(channel, true);
  }

  static void out(Channel channel) {
    set(channel, false);
  }

  private static void set(Channel channel, boolean corked) {
    if (channel instanceof EpollSocketChannel socket && socket.isActive()) {
      socket.config().setTcpCork(corked);
    }
  }
}
