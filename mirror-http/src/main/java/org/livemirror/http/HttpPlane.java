package org.livemirror.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.livemirror.core.publish.Channels;
import org.livemirror.core.publish.Published;
import org.livemirror.http.content.BlobReader;
import org.livemirror.http.content.ContentAnswers;
import org.livemirror.http.exchange.HttpEvents;
import org.livemirror.http.limit.Protection;
import org.livemirror.http.plan.PlanEndpoint;
import org.livemirror.http.tls.TlsContexts;
import org.livemirror.net.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP and HTTPS listeners: {@link Acceptor} → {@link Start} → {@link Connection} → {@link
 * Router} → answer → {@link Transfer}.
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
  private final Optional<TlsContexts> tls;
  private final Optional<Channel> listener;
  private final Optional<Channel> tlsListener;
  private volatile boolean draining;

  /**
   * Listens, and returns when it does.
   *
   * @param channels what is served; testing only where {@code settings} have a path for it
   * @param protection who may come, how often and how fast
   * @param blocking opens and reads blobs, plans and lists; the caller's, bounded in threads and
   *     queue, and closed after this. When it rejects work the client gets 503; it must not run
   *     work on the thread that submits it.
   * @throws IOException if the address cannot be bound
   */
  public static HttpPlane start(
      HttpSettings settings,
      Channels channels,
      HttpEvents events,
      Protection protection,
      Executor blocking)
      throws IOException {
    return start(
        settings,
        channels,
        events,
        protection,
        blocking,
        HttpLimits.DEFAULT,
        Transport.best(),
        Clock.systemUTC());
  }

  static HttpPlane start(
      HttpSettings settings,
      Channels channels,
      HttpEvents events,
      Protection protection,
      Executor blocking,
      HttpLimits limits,
      Transport transport,
      Clock clock)
      throws IOException {
    return new HttpPlane(
        settings, channels, events, protection, blocking, limits, transport, clock);
  }

  private HttpPlane(
      HttpSettings settings,
      Channels channels,
      HttpEvents events,
      Protection protection,
      Executor blocking,
      HttpLimits limits,
      Transport transport,
      Clock clock)
      throws IOException {
    this.limits = limits;
    this.tls =
        settings.tls().isPresent()
            ? Optional.of(
                TlsContexts.open(
                    settings.tls().get(),
                    limits.deadlines().handshake(),
                    limits.deadlines().tlsLook()))
            : Optional.empty();
    this.loops = transport.newLoops("http", Runtime.getRuntime().availableProcessors());
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
        new Outbound(
            blobs, blocking, new DateLine(clock), limits.pieceBytes(), limits.turnBytes(), true);
    PlaneContext context =
        new PlaneContext(limits, router, outbound, events, new Gate(protection), () -> draining);
    try {
      this.listener =
          settings.port().isPresent()
              ? Optional.of(
                  listen(settings, settings.port().getAsInt(), new Start(context, null), transport))
              : Optional.empty();
      this.tlsListener =
          tls.isPresent() && settings.tls().isPresent()
              ? Optional.of(
                  listen(
                      settings,
                      settings.tls().get().port(),
                      new Start(context.encrypted(), tls.get()),
                      transport))
              : Optional.empty();
    } catch (IOException e) {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
      tls.ifPresent(TlsContexts::close);
      blobs.close();
      throw e;
    }
    listener.ifPresent(channel -> LOG.info("HTTP on {} ({})", channel.localAddress(), transport));
    tlsListener.ifPresent(
        channel -> LOG.info("HTTPS on {} ({})", channel.localAddress(), transport));
  }

  private Channel listen(HttpSettings settings, int port, Start start, Transport transport)
      throws IOException {
    InetSocketAddress address = new InetSocketAddress(settings.bind(), port);
    ChannelFuture bound =
        new Bootstrap()
            .group(loops)
            .channelFactory(transport.listenersAt(settings.bind()))
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(new Acceptor(loops, connections, start, settings.proxies()))
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException(
          "cannot listen on %s port %d: %s"
              .formatted(settings.bind().getHostAddress(), port, bound.cause().getMessage()),
          bound.cause());
    }
    return bound.channel();
  }

  /** The port it listens on for plain HTTP; empty if it does not. */
  public OptionalInt port() {
    return listener.stream().mapToInt(HttpPlane::port).findFirst();
  }

  /** The port it listens on for HTTPS; empty if it does not. */
  public OptionalInt tlsPort() {
    return tlsListener.stream().mapToInt(HttpPlane::port).findFirst();
  }

  private static int port(Channel listening) {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /**
   * Stops: no more connections, idle ones are closed, answers under way may end within the drain
   * deadline, then all is closed. Blocks meanwhile.
   */
  @Override
  public void close() {
    draining = true;
    listener.ifPresent(each -> each.close().awaitUninterruptibly());
    tlsListener.ifPresent(each -> each.close().awaitUninterruptibly());
    connections.forEach(
        connection -> connection.pipeline().fireUserEventTriggered(Connection.DRAIN));
    boolean drained =
        connections.newCloseFuture().awaitUninterruptibly(limits.deadlines().drain().toMillis());
    if (!drained) {
      LOG.warn("{} connections cut after {}", connections.size(), limits.deadlines().drain());
      connections.close().awaitUninterruptibly();
    }
    loops
        .shutdownGracefully(0, limits.deadlines().linger().toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
    tls.ifPresent(TlsContexts::close);
    blobs.close();
  }
}
