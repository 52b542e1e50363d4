package org.livemirror.ftp.data;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.util.OptionalInt;
import org.livemirror.net.Transport;

/** Opens data ports within a range. Safe for all threads. */
public final class DataPorts {
  /** How many ports are tried when other programs hold some of the range. */
  private static final int ATTEMPTS = 8;

  private final Transport transport;
  private final FreePorts free;

  public DataPorts(Transport transport, PortRange range) {
    this.transport = transport;
    this.free = new FreePorts(range);
  }

  /**
   * Opens a port for one connection. Fails with {@link IOException} if none is free.
   *
   * @param loop runs the port, its connection, and the returned future
   * @param local the address to listen at
   * @param peer the only address a connection is taken from
   */
  public Future<DataPort> open(EventLoop loop, InetAddress local, InetAddress peer) {
    Promise<DataPort> opened = loop.newPromise();
    attempt(ATTEMPTS, loop, local, peer, opened);
    return opened;
  }

  /** How many ports of the range are in use. */
  public int takenCount() {
    return free.takenCount();
  }

  private void attempt(
      int attempts, EventLoop loop, InetAddress local, InetAddress peer, Promise<DataPort> opened) {
    OptionalInt port = free.take();
    if (port.isEmpty()) {
      opened.setFailure(new IOException("no passive port is free"));
      return;
    }
    DataPort data = new DataPort(loop, peer, () -> free.release(port.getAsInt()));
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channelFactory(transport.listenersAt(local))
            .childOption(ChannelOption.TCP_NODELAY, true)
            // Nothing is ever read from a data connection, and a client may close its own half.
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(data.arrivals())
            .bind(local, port.getAsInt());
    bound.addListener(
        (ChannelFutureListener)
            future -> {
              if (future.isSuccess()) {
                data.listensOn(future.channel());
                opened.setSuccess(data);
                return;
              }
              data.close();
              if (attempts > 1) {
                attempt(attempts - 1, loop, local, peer, opened);
              } else {
                opened.setFailure(future.cause());
              }
            });
  }
}
