package org.livemirror.ftp.data;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * One passive port with the one connection it takes.
 *
 * <p>A connection from another address than the control connection's is closed and the port stays
 * open (RFC 2577 §4). The port number is given back when the port and its connection are closed.
 * For the thread of its event loop.
 */
public final class DataPort {
  private final InetAddress peer;
  private final Runnable release;
  private final Promise<Channel> connection;
  private final Promise<Void> closed;
  private @Nullable Channel listener;
  private boolean closing;

  DataPort(EventLoop loop, InetAddress peer, Runnable release) {
    this.peer = plain(peer);
    this.release = release;
    this.connection = loop.newPromise();
    this.closed = loop.newPromise();
  }

  void listensOn(Channel channel) {
    listener = channel;
  }

  /** The number to announce. */
  public int number() {
    if (listener == null) {
      throw new IllegalStateException("port is not open");
    }
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** The client's connection, once it came; fails when the port is closed before. */
  public Future<Channel> connection() {
    return connection;
  }

  /**
   * Closes the port and its connection, what was written before is still sent. Any number of times.
   */
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    if (listener != null) {
      hangUp(listener);
    }
    connection.tryFailure(new ClosedChannelException());
    if (connection.isSuccess()) {
      connection.getNow().close().addListener((ChannelFutureListener) done -> released());
    } else {
      released();
    }
  }

  /** Done when port and connection are closed and the port number is given back. */
  public Future<Void> closed() {
    return closed;
  }

  private static void hangUp(Channel channel) {
    ChannelFuture unused = channel.close();
  }

  private void released() {
    release.run();
    closed.setSuccess(null);
  }

  ChannelHandler arrivals() {
    return new Arrivals();
  }

  private void arrived(Channel channel) {
    InetAddress from = ((InetSocketAddress) channel.remoteAddress()).getAddress();
    if (!plain(from).equals(peer) || !connection.trySuccess(channel)) {
      hangUp(channel);
    } else if (listener != null) {
      hangUp(listener);
    }
  }

  /** The address itself where it is an IPv4 address written as an IPv6 one. */
  public static InetAddress plain(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address of impossible length", e);
    }
  }

  @ChannelHandler.Sharable
  private final class Arrivals extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext context) {
      arrived(context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      hangUp(context.channel());
    }
  }
}
