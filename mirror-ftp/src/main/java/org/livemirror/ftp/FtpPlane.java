package org.livemirror.ftp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.Channels;
import org.livemirror.ftp.data.DataPorts;
import org.livemirror.ftp.verb.Session;
import org.livemirror.ftp.verb.Site;
import org.livemirror.ftp.verb.Verbs;
import org.livemirror.ftp.wire.CommandDecoder;
import org.livemirror.ftp.wire.ReplyEncoder;
import org.livemirror.net.Transport;

/**
 * The FTP server: anonymous, read-only, passive mode; RFC 959, 1123 §4, 2389, 2428, 2577, 3659.
 *
 * <p>RETR: line decoder → session gate → verb → path → snapshot lookup → data connection → bytes →
 * 226. Everything of one client, its data connections included, runs on one event loop, so no state
 * of a session is shared between threads. Safe for all threads.
 */
public final class FtpPlane implements AutoCloseable {
  /** How much is read at once: caps the replies one read can cause before the client takes any. */
  private static final int READ_BYTES = 1024;

  private static final int LOW_WATER_BYTES = 8 * 1024;
  private static final int HIGH_WATER_BYTES = 32 * 1024;
  private static final Duration LAST_TASKS = Duration.ofSeconds(5);

  private final EventLoopGroup loops;
  private final Channel listener;
  private final ChannelGroup clients;
  private final DataPorts dataPorts;
  private final Duration drain;

  private FtpPlane(
      EventLoopGroup loops,
      Channel listener,
      ChannelGroup clients,
      DataPorts dataPorts,
      Duration drain) {
    this.loops = loops;
    this.listener = listener;
    this.clients = clients;
    this.dataPorts = dataPorts;
    this.drain = drain;
  }

  /**
   * Starts to serve.
   *
   * @param channels what is served; testing only where {@code settings} have a path for it
   * @param blocking where content is opened and read; it must outlive this
   * @throws IOException if it cannot listen
   */
  public static FtpPlane start(
      FtpSettings settings, Channels channels, MirrorEvents events, Executor blocking)
      throws IOException {
    return start(
        settings,
        channels,
        events,
        blocking,
        Clock.systemUTC(),
        Deadlines.DEFAULT,
        Transport.best());
  }

  static FtpPlane start(
      FtpSettings settings,
      Channels channels,
      MirrorEvents events,
      Executor blocking,
      Clock clock,
      Deadlines deadlines,
      Transport transport)
      throws IOException {
    DataPorts dataPorts = new DataPorts(transport, settings.passivePorts());
    Site site =
        new Site(
            channels, settings.basePaths(), events, clock, dataPorts, settings.passiveAddress());
    EventLoopGroup loops = transport.newLoops("ftp", Runtime.getRuntime().availableProcessors());
    ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channelFactory(transport.listenersAt(settings.bind()))
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .childOption(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
            .childHandler(new Connections(site, clients, blocking, deadlines))
            .bind(settings.bind(), settings.port())
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stop(loops);
      throw new IOException(
          "ftp: cannot listen on %s port %d: %s"
              .formatted(
                  settings.bind().getHostAddress(), settings.port(), bound.cause().getMessage()),
          bound.cause());
    }
    return new FtpPlane(loops, bound.channel(), clients, dataPorts, settings.drain());
  }

  /** The control port. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** How many control connections are open. */
  public int connections() {
    return clients.size();
  }

  /** How many passive ports of the range are in use. */
  int passivePortsTaken() {
    return dataPorts.takenCount();
  }

  /**
   * Stops: takes no more clients, says goodbye to those without a transfer, lets transfers end for
   * the drain time, then closes everything. Returns when that is done.
   */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    clients.forEach(client -> client.pipeline().fireUserEventTriggered(ControlHandler.Drain.DRAIN));
    clients.newCloseFuture().awaitUninterruptibly(drain.toMillis());
    clients.close().awaitUninterruptibly();
    stop(loops);
  }

  private static void stop(EventLoopGroup loops) {
    loops
        .shutdownGracefully(0, LAST_TASKS.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
  }

  /** Sets up each control connection. */
  private static final class Connections extends ChannelInitializer<Channel> {
    private static final ReplyEncoder REPLIES = new ReplyEncoder();

    private final Verbs verbs = new Verbs();
    private final Site site;
    private final ChannelGroup clients;
    private final Executor blocking;
    private final Deadlines deadlines;

    Connections(Site site, ChannelGroup clients, Executor blocking, Deadlines deadlines) {
      this.site = site;
      this.clients = clients;
      this.blocking = blocking;
      this.deadlines = deadlines;
    }

    @Override
    protected void initChannel(Channel channel) {
      if (!(channel.localAddress() instanceof InetSocketAddress local)
          || !(channel.remoteAddress() instanceof InetSocketAddress client)) {
        // Gone before it was taken.
        ChannelFuture unused = channel.close();
        return;
      }
      Session session =
          new Session(site, channel.eventLoop(), local.getAddress(), client.getAddress());
      channel
          .pipeline()
          .addLast(
              new CommandDecoder(),
              REPLIES,
              new ControlHandler(session, verbs, blocking, deadlines));
      clients.add(channel);
    }
  }
}
