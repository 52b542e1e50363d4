package org.livemirror.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.livemirror.core.publish.Channels;
import org.livemirror.core.publish.Published;
import org.livemirror.http.content.BlobReader;
import org.livemirror.http.content.ContentAnswers;
import org.livemirror.http.exchange.HttpEvents;
import org.livemirror.http.plan.PlanEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP listener: socket → {@link Connection} → {@link Router} → answer → {@link Transfer}.
 *
 * <p>HTTP/1.1 and 1.0: RFC 9110, RFC 9112. Limits and deadlines stand in {@link HttpLimits}. Event
 * loops are its own; nothing on them blocks. Safe for all threads.
 */
public final class HttpPlane implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpPlane.class);

  private final HttpLimits limits;
  private final BlobReader blobs;
  private final EventLoopGroup loops;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Channel listener;
  private volatile boolean draining;

  /**
   * Listens, and returns when it does.
   *
   * @param channels what is served; testing only where {@code settings} have a path for it
   * @param blocking opens and reads blobs, plans and lists; the caller's, bounded in threads and
   *     queue, and closed after this. When it rejects work the client gets 503; it must not run
   *     work on the thread that submits it.
   * @throws IOException if the address cannot be bound
   */
  public static HttpPlane start(
      HttpSettings settings, Channels channels, HttpEvents events, Executor blocking)
      throws IOException {
    return start(
        settings,
        channels,
        events,
        blocking,
        HttpLimits.DEFAULT,
        Transport.best(),
        Clock.systemUTC());
  }

  static HttpPlane start(
      HttpSettings settings,
      Channels channels,
      HttpEvents events,
      Executor blocking,
      HttpLimits limits,
      Transport transport,
      Clock clock)
      throws IOException {
    return new HttpPlane(settings, channels, events, blocking, limits, transport, clock);
  }

  private HttpPlane(
      HttpSettings settings,
      Channels channels,
      HttpEvents events,
      Executor blocking,
      HttpLimits limits,
      Transport transport,
      Clock clock)
      throws IOException {
    this.limits = limits;
    this.loops = transport.newLoops();
    Published published = channels.production();
    this.blobs = new BlobReader(published, limits.blobs());
    Router router =
        new Router(
            settings.basePaths(),
            published,
            new ContentAnswers(channels, settings.listing(), settings.maxRanges(), clock),
            new PlanEndpoint(published, limits.inventoryBytes()),
            () -> draining);
    Outbound outbound =
        new Outbound(blobs, blocking, new DateLine(clock), limits.chunkBytes(), limits.corkBytes());
    PlaneContext context = new PlaneContext(limits, router, outbound, events, () -> draining);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(512, 2048, limits.readBytes())
                    .maxMessagesPerRead(1))
            .childHandler(new Pipeline(context))
            .bind(new InetSocketAddress(settings.bind(), settings.port()))
            .awaitUninterruptibly();
    this.listener = bound.channel();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
      throw new IOException(
          "cannot listen on %s port %d: %s"
              .formatted(
                  settings.bind().getHostAddress(), settings.port(), bound.cause().getMessage()),
          bound.cause());
    }
    LOG.info("HTTP on {} ({})", listener.localAddress(), transport);
  }

  /** The port it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /**
   * Stops: no more connections, idle ones are closed, answers under way may end within the drain
   * deadline, then all is closed. Blocks meanwhile.
   */
  @Override
  public void close() {
    draining = true;
    listener.close().awaitUninterruptibly();
    connections.forEach(
        connection -> connection.pipeline().fireUserEventTriggered(Connection.DRAIN));
    boolean drained = connections.newCloseFuture().awaitUninterruptibly(limits.drain().toMillis());
    if (!drained) {
      LOG.warn("{} connections cut after {}", connections.size(), limits.drain());
      connections.close().awaitUninterruptibly();
    }
    loops
        .shutdownGracefully(0, limits.linger().toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
    blobs.close();
  }

  /** What every connection is made of. */
  private final class Pipeline extends ChannelInitializer<Channel> {
    private final PlaneContext context;

    Pipeline(PlaneContext context) {
      this.context = context;
    }

    @Override
    protected void initChannel(Channel channel) {
      connections.add(channel);
      channel.pipeline().addLast(new Connection(context));
    }
  }
}
