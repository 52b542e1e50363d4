package org.livemirror.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.HttpEvents;
import org.livemirror.http.tls.TlsContexts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection begins with once its client is known: TLS where there is any, and then the
 * protocol that client and server agree on.
 *
 * @param tls none for plain HTTP
 */
record Start(PlaneContext plane, @Nullable TlsContexts tls) {
  private static final Logger LOG = LoggerFactory.getLogger(Start.class);

  /** Lets a connection that may come go on; others are closed, and false is returned. */
  @SuppressWarnings("FutureReturnValueIgnored") // a listener that is added returns the future
  boolean begin(Channel channel) {
    InetAddress client = Peer.of(channel).address();
    Optional<HttpEvents.Reason> refusal = plane.gate().admit(client);
    if (refusal.isPresent()) {
      plane.events().turnedAway(client, refusal.get());
      if (channel.isRegistered()) {
        channel.close();
      } else {
        channel.unsafe().closeForcibly();
      }
      return false;
    }
    plane.events().opened();
    channel
        .closeFuture()
        .addListener(
            closed -> {
              plane.gate().released(client);
              plane.events().closed();
            });
    if (tls == null) {
      channel.pipeline().addLast(new Connection(plane));
    } else {
      channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Agreed(plane));
    }
    return true;
  }

  /** Waits for the end of the handshake; gives way to the protocol that was agreed on. */
  @SuppressWarnings("FutureReturnValueIgnored") // the end of a channel is told by channelInactive
  private static final class Agreed extends ApplicationProtocolNegotiationHandler {
    private final PlaneContext plane;
    private boolean refused;

    Agreed(PlaneContext plane) {
      super(ApplicationProtocolNames.HTTP_1_1);
      this.plane = plane;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      // The protocol's handlers are told when they are there.
    }

    @Override
    protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
      ChannelPipeline pipeline = ctx.pipeline();
      tellUser(ctx.channel(), pipeline.get(SslHandler.class));
      if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
        Http2Session.begin(pipeline, plane);
      } else {
        pipeline.addLast(new Connection(plane));
      }
      ctx.fireChannelActive();
    }

    private static void tellUser(Channel channel, SslHandler tls) {
      try {
        if (tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate shown) {
          Peer.of(channel).withUser(shown.getSubjectX500Principal().getName()).tell(channel);
        }
      } catch (SSLPeerUnverifiedException e) {
        // no certificate was asked for, or none was shown
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event == Connection.DRAIN) {
        ctx.close();
      } else if (event instanceof SslHandshakeCompletionEvent end && !end.isSuccess()) {
        handshakeFailure(ctx, end.cause());
      } else {
        super.userEventTriggered(ctx, event);
      }
    }

    @Override
    protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
      if (refused) {
        return;
      }
      refused = true;
      LOG.debug("TLS handshake failed: {}", cause.toString());
      plane.events().turnedAway(Peer.of(ctx.channel()).address(), HttpEvents.Reason.TLS);
      ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.debug("connection ended before it began: {}", cause.toString());
      ctx.close();
    }
  }
}
