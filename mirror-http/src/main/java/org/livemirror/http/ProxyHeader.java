package org.livemirror.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.HttpEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beginning of a connection from a listed proxy: a PROXY header, version 1 or 2, tells for whom
 * it is, or nothing is served. One that names nobody leaves the proxy as the client.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the end of a channel is told by channelInactive
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyHeader.class);

  /** Longest list of what version 2 may tell besides addresses. */
  private static final int MAX_EXTRAS_BYTES = 4096;

  private final Start start;
  private boolean read;
  private @Nullable Deadline deadline;

  private ProxyHeader(Start start) {
    this.start = start;
  }

  /** Lets a connection begin with a header. */
  static void expect(Channel channel, Start start) {
    channel
        .pipeline()
        .addLast(new HAProxyMessageDecoder(MAX_EXTRAS_BYTES, true), new ProxyHeader(start));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = new Deadline(ctx);
    deadline.in(
        start.plane().limits().deadlines().handshake(), () -> refuse(ctx, "none came in time"));
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    // What comes next is told when it is there.
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws UnknownHostException {
    HAProxyMessage header = (HAProxyMessage) message;
    read = true;
    try {
      String source = header.sourceAddress();
      AddressFamily family = header.proxiedProtocol().addressFamily();
      boolean named = family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6;
      if (header.command() == HAProxyCommand.PROXY && named && source != null) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(source);
        new Peer(InetAddress.getByAddress(address), null).tell(ctx.channel());
      }
    } finally {
      header.release();
    }
    start.begin(ctx.channel());
    ctx.fireChannelActive();
    ctx.pipeline().remove(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Connection.DRAIN) {
      ctx.close();
    } else if (event == ChannelInputShutdownEvent.INSTANCE) {
      refuse(ctx, "the connection ended before it");
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    refuse(ctx, cause.toString());
  }

  private void refuse(ChannelHandlerContext ctx, String reason) {
    if (!read) {
      read = true;
      LOG.debug("no PROXY header: {}", reason);
      start
          .plane()
          .events()
          .turnedAway(Peer.of(ctx.channel()).address(), HttpEvents.Reason.PROXY_HEADER);
    }
    ctx.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (deadline != null) {
      deadline.cancel();
    }
  }
}
