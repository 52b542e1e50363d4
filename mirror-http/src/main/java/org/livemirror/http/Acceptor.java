package org.livemirror.http;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import java.util.concurrent.TimeUnit;
import org.livemirror.http.limit.Networks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the connections of a listener, lets them begin, and gives each to an event loop.
 *
 * <p>It is Netty's own acceptor without what a connection for one request pays for most: a handler
 * that sets up the others and leaves, and options that are looked up by name. On the listener's
 * event loop.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

  /** How long nothing is accepted when it failed: most likely too many files are open. */
  private static final long PAUSE_SECONDS = 1;

  private final EventLoopGroup loops;
  private final ChannelGroup connections;
  private final Start start;
  private final Networks proxies;
  private final RecvByteBufAllocator reads;

  /**
   * @param connections where connections are until they are closed
   * @param proxies whose connections begin with a header of theirs
   */
  Acceptor(EventLoopGroup loops, ChannelGroup connections, Start start, Networks proxies) {
    this.loops = loops;
    this.connections = connections;
    this.start = start;
    this.proxies = proxies;
    this.reads =
        new AdaptiveRecvByteBufAllocator(512, 2048, start.plane().limits().readBytes())
            .maxMessagesPerRead(1);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    Channel connection = (Channel) message;
    connection.config().setRecvByteBufAllocator(reads);
    connection.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (proxies.contains(Peer.of(connection).address())) {
      ProxyHeader.expect(connection, start);
    } else if (!start.begin(connection)) {
      return;
    }
    connections.add(connection);
    loops
        .register(connection)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                LOG.debug("connection not taken", registered.cause());
                connection.unsafe().closeForcibly();
              }
            });
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it cannot fail
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.warn(
        "no connection is taken for {} s: {} (if too many files are open, raise the limit, ulimit -n"
            + " or LimitNOFILE=, or lower http.limits.connections)",
        PAUSE_SECONDS,
        cause.toString());
    ctx.channel().config().setAutoRead(false);
    ctx.executor()
        .schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
  }
}
