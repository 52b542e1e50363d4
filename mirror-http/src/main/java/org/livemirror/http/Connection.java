package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.Route;
import org.livemirror.http.wire.HeadRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection that speaks HTTP/1: {@link RequestReader} → answer → {@link Transfer} →
 * next request.
 *
 * <p>Requests are answered one after the other. What is pipelined waits, and beyond a limit the
 * socket is not read. Answers that are at hand are written behind each other and flushed together.
 * A phase has one deadline. A connection is closed gently where the client may be sending still:
 * our end first, then the client's, so that no reset overtakes the last answer (RFC 9112 §9.6). All
 * on the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the end of a channel is told by channelInactive
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** Tells a connection that the plane is stopping. */
  static final Object DRAIN = new Object();

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private enum Phase {
    /** Nothing of a request has come. */
    IDLE,
    /** A head is coming in. */
    HEAD,
    /** The head is here, its body is coming in. */
    BODY,
    /** The answer is made and written. */
    ANSWERING,
    /** Our end is closed; what still comes is dropped. */
    LINGERING,
    CLOSED;

    boolean takesInput() {
      return this == IDLE || this == HEAD || this == BODY;
    }
  }

  private final PlaneContext plane;
  private final HttpLimits limits;
  private final RequestReader requests;
  private Phase phase = Phase.IDLE;
  private @Nullable ByteBuf input;
  private boolean pumping;
  private boolean inputEnded;

  /** The answer that has to be sent before the next request is looked at. */
  private @Nullable Transfer awaited;

  /** The one of which it is noticed that it does not move on; most are sent before. */
  private @Nullable Transfer watched;

  /** Answers that were written and that the socket has not taken yet. */
  private int unsent;

  /** Whether the connection ends before a request's body came in. */
  private boolean bodyUnread;

  /** Whether what has come in is not enough to go on. */
  private boolean starved = true;

  private Peer peer = Peer.UNKNOWN;
  private @Nullable Deadline deadline;

  Connection(PlaneContext plane) {
    this.plane = plane;
    this.limits = plane.limits();
    this.requests = new RequestReader(plane);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = new Deadline(ctx);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (plane.isDraining()) {
      ctx.close();
      return;
    }
    peer = Peer.of(ctx.channel());
    deadline().in(limits.deadlines().requestHead(), ctx::close);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      bytes.release();
      return;
    }
    ByteBuf waiting = input;
    input =
        waiting == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), waiting, bytes);
    pump(ctx);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    settle(ctx);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      pump(ctx);
      settle(ctx);
    }
  }

  /** Works off what waits until an answer has to go out first, or more has to come in. */
  private void pump(ChannelHandlerContext ctx) {
    if (pumping) {
      return;
    }
    pumping = true;
    starved = false;
    try {
      while (!starved && phase.takesInput() && ctx.channel().isWritable()) {
        starved = input == null || !input.isReadable() || !take(ctx, input);
      }
    } catch (HeadRefusedException e) {
      LOG.debug("refused a request: {}", e.reason());
      answer(ctx, requests.interrupted(peer), refusal(e));
    } finally {
      pumping = false;
    }
    if (input != null && (!input.isReadable() || phase == Phase.LINGERING)) {
      dropInput();
    }
  }

  /** Takes a head or of a body; false if more has to come. */
  private boolean take(ChannelHandlerContext ctx, ByteBuf in) throws HeadRefusedException {
    RequestReader.Step step = requests.take(in, peer);
    if (step instanceof RequestReader.Step.Request request) {
      bodyUnread |= request.bodyUnread();
      dispatch(ctx, request.exchange(), request.route());
      return true;
    }
    if (step instanceof RequestReader.Step.Body body) {
      phase = Phase.BODY;
      deadline().in(limits.deadlines().requestBody(), () -> timedOut(ctx));
      if (body.onRequest()) {
        ctx.write(ctx.alloc().buffer(CONTINUE.length).writeBytes(CONTINUE));
      }
      return true;
    }
    if (phase == Phase.IDLE && requests.isAmidHead()) {
      phase = Phase.HEAD;
      deadline().in(limits.deadlines().requestHead(), () -> timedOut(ctx));
    }
    return false;
  }

  private void dispatch(ChannelHandlerContext ctx, HttpExchange exchange, Route route) {
    if (route instanceof Route.Now now) {
      answer(ctx, exchange, now.answer());
    } else if (route instanceof Route.Work work) {
      work(ctx, exchange, work.work());
    }
  }

  static Answer refusal(HeadRefusedException refused) {
    return Answer.text(refused.status(), refused.status() + ": " + refused.reason())
        .with(HeaderNames.CACHE_CONTROL, "no-cache");
  }

  /** Flushes, and sees to what may happen next. */
  private void settle(ChannelHandlerContext ctx) {
    ctx.flush();
    if (phase == Phase.CLOSED) {
      return;
    }
    if (phase.takesInput() && unsent == 0 && inputEnded && starved) {
      ctx.close();
    } else if (phase == Phase.IDLE && unsent == 0) {
      deadline().in(limits.deadlines().keepAlive(), ctx::close);
    } else if (phase == Phase.IDLE) {
      deadline().whenStill(limits.deadlines().stalled(), () -> 0, ctx::close);
    } else if (phase == Phase.ANSWERING && awaited != null && awaited != watched) {
      watched = awaited;
      deadline().whenStill(limits.deadlines().stalled(), awaited::progress, ctx::close);
    }
    readAsMuchAsIsWanted(ctx);
  }

  private void readAsMuchAsIsWanted(ChannelHandlerContext ctx) {
    if (inputEnded) {
      return; // epoll has forgotten the socket's input
    }
    ByteBuf waiting = input;
    boolean wanted =
        waiting == null
            || waiting.readableBytes() < limits.readBytes()
            || (phase.takesInput() && ctx.channel().isWritable());
    if (ctx.channel().config().isAutoRead() != wanted) {
      ctx.channel().config().setAutoRead(wanted);
    }
  }

  private void work(ChannelHandlerContext ctx, HttpExchange exchange, Supplier<Answer> work) {
    phase = Phase.ANSWERING;
    deadline().whenStill(limits.deadlines().stalled(), () -> 0, ctx::close);
    plane
        .outbound()
        .work(
            ctx,
            work,
            made -> {
              answer(ctx, exchange, made);
              settle(ctx);
            });
  }

  /** Writes an answer; who calls this settles. */
  private void answer(ChannelHandlerContext ctx, HttpExchange exchange, Answer answer) {
    if (phase == Phase.CLOSED) {
      exchange.answered(answer);
      ended(exchange, 0, false);
      return;
    }
    ChannelPromise done = ctx.newPromise();
    Transfer transfer = new Transfer(plane.outbound(), ctx, exchange, done);
    unsent++;
    phase = Phase.ANSWERING;
    awaited = transfer;
    done.addListener(sent -> sent(ctx, exchange, transfer, sent.isSuccess()));
    boolean allWritten = transfer.start(answer);
    if (awaited != transfer) {
      return; // sent already
    }
    if (allWritten && exchange.keepAlive()) {
      awaited = null;
      phase = Phase.IDLE;
    }
  }

  private void sent(
      ChannelHandlerContext ctx, HttpExchange exchange, Transfer transfer, boolean whole) {
    unsent--;
    ended(exchange, transfer.sentBytes(), whole);
    boolean wasAwaited = transfer == awaited;
    if (wasAwaited) {
      awaited = null;
      watched = null;
    }
    if (phase == Phase.CLOSED || phase == Phase.LINGERING) {
      return;
    }
    if (!whole) {
      ctx.close();
    } else if (!exchange.keepAlive()) {
      closeGently(ctx, exchange.wantedEnd());
    } else if (plane.isDraining() && unsent == 0) {
      closeGently(ctx, false);
    } else if (wasAwaited) {
      phase = Phase.IDLE;
      pump(ctx);
      settle(ctx);
    } else if (unsent == 0 && !pumping) {
      settle(ctx);
    }
  }

  private void ended(HttpExchange exchange, long sentBytes, boolean whole) {
    exchange.ended(sentBytes, whole);
    plane.gate().ended(exchange);
    plane.events().ended(exchange);
  }

  private void timedOut(ChannelHandlerContext ctx) {
    answer(ctx, requests.interrupted(peer), Answer.plain(HttpResponseStatus.REQUEST_TIMEOUT));
    settle(ctx);
  }

  /**
   * Closes our end, and the rest when the client has closed its own.
   *
   * @param atOnce whether the client will send no more, as it asked for the end itself
   */
  private void closeGently(ChannelHandlerContext ctx, boolean atOnce) {
    if (inputEnded || (atOnce && (input == null || !input.isReadable()))) {
      ctx.close();
      return;
    }
    phase = Phase.LINGERING;
    if (!pumping) {
      dropInput();
    }
    deadline().in(limits.deadlines().linger(), ctx::close);
    ctx.channel().config().setAutoRead(true);
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls == null) {
      shutdownOutput(ctx);
    } else if (!bodyUnread) { // told of the end while it sends, Java's client loses the answer
      tls.closeOutbound().addListener(told -> shutdownOutput(ctx));
    }
  }

  private static void shutdownOutput(ChannelHandlerContext ctx) {
    ((DuplexChannel) ctx.channel()).shutdownOutput();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE || event instanceof SslCloseCompletionEvent) {
      inputEnded = true;
      if (phase == Phase.LINGERING) {
        ctx.close();
      } else {
        pump(ctx);
        settle(ctx);
      }
    } else if (event == DRAIN && phase == Phase.IDLE && unsent == 0) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    phase = Phase.CLOSED;
    deadline().cancel();
    dropInput();
    if (requests.isAmidBody()) {
      ended(requests.interrupted(peer), 0, false);
    }
    if (awaited != null) {
      awaited.cut();
    }
  }

  /** A reset or a broken pipe: the client has gone, which is its right. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException || cause instanceof DecoderException) {
      LOG.debug("connection ended: {}", cause.getClass().getName());
    } else {
      LOG.error("connection failed", Outbound.withoutMessage(cause));
    }
    ctx.close();
  }

  private Deadline deadline() {
    return Objects.requireNonNull(deadline);
  }

  private void dropInput() {
    ByteBuf waiting = input;
    if (waiting != null) {
      input = null;
      waiting.release();
    }
  }
}
