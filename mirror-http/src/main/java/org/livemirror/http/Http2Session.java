package org.livemirror.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection that speaks HTTP/2 (RFC 9113): frames → streams, each an {@link
 * Http2Exchange}.
 *
 * <p>A connection without streams has a deadline; those of streams are their own. When the plane
 * drains the client is told (GOAWAY) and streams under way may end. All on the channel's event
 * loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the end of a channel is told by channelInactive
final class Http2Session extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Session.class);
  private static final int MAX_STREAMS = 100;

  /** Streams that a client may cancel in a time; more is an attack (CVE-2023-44487). */
  private static final int MAX_RESETS = 200;

  /** Streams that a client may make us cancel in a time (CVE-2025-8671). */
  private static final int MAX_OWN_RESETS = 200;

  private static final int RESET_SECONDS = 30;
  private static final int MAX_EMPTY_FRAMES = 2;
  private static final int MAX_SMALL_CONTINUATIONS = 16;
  private static final int MAX_QUEUED_CONTROL_FRAMES = 1000;

  /** Smallest piece of a body: a full frame. */
  static final int FRAME_BYTES = 16 << 10;

  /** Bodies under way from which on pieces become smaller. */
  private static final int WHOLE_PIECES = 4;

  private final PlaneContext plane;
  private int streams;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Deadline deadline;

  private Http2Session(PlaneContext plane) {
    this.plane = plane;
  }

  /** Adds what a connection that has agreed on HTTP/2 is made of. */
  static void begin(ChannelPipeline pipeline, PlaneContext plane) {
    HttpLimits limits = plane.limits();
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(MAX_STREAMS)
                    .maxHeaderListSize(limits.requestLineBytes() + limits.headerBytes()))
            .validateHeaders(true)
            .validateRequiredPseudoHeaders(true)
            .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS)
            .encoderEnforceMaxRstFramesPerWindow(MAX_OWN_RESETS, RESET_SECONDS)
            .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_FRAMES)
            .decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATIONS)
            .encoderEnforceMaxQueuedControlFrames(MAX_QUEUED_CONTROL_FRAMES)
            .gracefulShutdownTimeoutMillis(limits.deadlines().drain().toMillis())
            .build();
    Http2Session session = new Http2Session(plane);
    ChannelInitializer<Channel> stream =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            session.began(channel);
          }
        };
    pipeline.addLast(codec, new Http2MultiplexHandler(stream), session);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    deadline = new Deadline(ctx);
    deadline.in(plane.limits().deadlines().requestHead(), ctx::close);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (plane.isDraining()) {
      ctx.close();
    }
  }

  private void began(Channel stream) {
    streams++;
    deadline().cancel();
    stream.pipeline().addLast(new Http2Exchange(plane, this, Peer.of(context().channel())));
    stream.closeFuture().addListener(closed -> ended());
  }

  private void ended() {
    streams--;
    ChannelHandlerContext ctx = context();
    if (streams > 0 || !ctx.channel().isActive()) {
      return;
    }
    if (plane.isDraining()) {
      ctx.close();
    } else {
      deadline().in(plane.limits().deadlines().keepAlive(), ctx::close);
    }
  }

  /** How large the pieces of one more body may be, so that all together stay bounded. */
  int pieceBytes() {
    int whole = plane.outbound().pieceBytes();
    return Math.max(Math.min(whole, FRAME_BYTES), whole / Math.max(1, streams / WHOLE_PIECES));
  }

  /** Settings, pings and the like, which the codec has dealt with. */
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Connection.DRAIN
        || event == ChannelInputShutdownEvent.INSTANCE
        || event instanceof SslCloseCompletionEvent) {
      ctx.close(); // says GOAWAY, and lets streams end
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    deadline().cancel();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("HTTP/2 connection ended: {}", cause.getClass().getName());
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
      ctx.close();
    } // else the codec says GOAWAY with the reason, and closes
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  private Deadline deadline() {
    return Objects.requireNonNull(deadline);
  }
}
