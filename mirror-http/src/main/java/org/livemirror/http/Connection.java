package org.livemirror.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.AnswerWriter.Framing;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client connection: head → guard → route → body taken or dropped → answer → next head.
 *
 * <p>One request at a time. What is pipelined waits: the socket is read only when this wants more,
 * so what waits is at most what one read held. A phase has one deadline. A connection is closed
 * gently: our end first, then the client's, so that no reset overtakes the last answer (RFC 9112
 * §9.6). All on the channel's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // the end of a channel is told by channelInactive
final class Connection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** Tells a connection that the plane is stopping. */
  static final Object DRAIN = new Object();

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

  private final HttpLimits limits;
  private final Router router;
  private final AnswerWriter writer;
  private final BooleanSupplier draining;
  private final Queue<Object> waiting = new ArrayDeque<>();
  private Phase phase = Phase.IDLE;
  private boolean pumping;
  private boolean inputEnded;
  private @Nullable Deadline deadline;

  private Framing framing = new Framing(false, false, false);
  private @Nullable Route route;
  private Intake intake = new Intake(0, false);

  Connection(HttpLimits limits, Router router, AnswerWriter writer, BooleanSupplier draining) {
    this.limits = limits;
    this.router = router;
    this.writer = writer;
    this.draining = draining;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (draining.getAsBoolean()) {
      ctx.close();
      return;
    }
    deadline(ctx).in(limits.requestHead(), ctx::close);
    ctx.read();
  }

  /** Called with the first bytes of every read, before they are decoded. */
  void bytesArrived(ChannelHandlerContext ctx) {
    if (phase == Phase.IDLE) {
      phase = Phase.HEAD;
      deadline(ctx).in(limits.requestHead(), () -> timedOut(ctx));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (phase == Phase.LINGERING || phase == Phase.CLOSED) {
      ReferenceCountUtil.release(message);
      return;
    }
    waiting.add(message);
    pump(ctx);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readMore(ctx);
  }

  /** Works off what waits until a request has to be answered first. */
  private void pump(ChannelHandlerContext ctx) {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (phase.takesInput() && !waiting.isEmpty()) {
        Object message = waiting.remove();
        try {
          if (message instanceof HttpRequest head) {
            onHead(ctx, head);
          }
          if (message instanceof HttpContent content && phase == Phase.BODY) {
            onContent(ctx, content);
          }
        } finally {
          ReferenceCountUtil.release(message);
        }
      }
    } finally {
      pumping = false;
    }
  }

  private void readMore(ChannelHandlerContext ctx) {
    if (phase.takesInput() && waiting.isEmpty()) {
      if (inputEnded) {
        ctx.close();
      } else {
        ctx.read();
      }
    } else if (phase == Phase.LINGERING && !inputEnded) {
      ctx.read();
    }
  }

  private void onHead(ChannelHandlerContext ctx, HttpRequest head) {
    framing =
        new Framing(
            head.method().equals(HttpMethod.HEAD),
            HttpUtil.isKeepAlive(head) && !draining.getAsBoolean(),
            head.protocolVersion().equals(HttpVersion.HTTP_1_0));
    Optional<Answer> refusal = RequestGuard.refusal(head);
    if (refusal.isPresent()) {
      answerAndClose(ctx, refusal.get());
      return;
    }
    Route chosen = router.route(head);
    route = chosen;
    phase = Phase.BODY;
    deadline(ctx).in(limits.requestBody(), () -> timedOut(ctx));
    intake =
        chosen instanceof Route.TakesBody takes
            ? new Intake(takes.maxBytes(), true)
            : new Intake(limits.droppedBodyBytes(), false);
    boolean expectsContinue = HttpUtil.is100ContinueExpected(head);
    if (!intake.admits(HttpUtil.getContentLength(head, 0L))) {
      bodyRefused(ctx, chosen);
    } else if (expectsContinue && chosen instanceof Route.TakesBody) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    } else if (expectsContinue) {
      bodyRefused(ctx, chosen);
    }
  }

  /** Answers without the request's body; as the body may be coming still, the connection ends. */
  private void bodyRefused(ChannelHandlerContext ctx, Route refusing) {
    framing = new Framing(framing.head(), false, framing.http10());
    if (refusing instanceof Route.TakesBody takes) {
      answer(ctx, takes.tooLarge());
    } else {
      dispatch(ctx, refusing);
    }
  }

  private void onContent(ChannelHandlerContext ctx, HttpContent content) {
    Route chosen = route;
    if (chosen == null) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      answerAndClose(ctx, Answer.plain(HttpResponseStatus.BAD_REQUEST));
    } else if (!intake.add(content.content())) {
      bodyRefused(ctx, chosen);
    } else if (content instanceof LastHttpContent) {
      dispatch(ctx, chosen);
    }
  }

  private void dispatch(ChannelHandlerContext ctx, Route chosen) {
    if (chosen instanceof Route.Now now) {
      answer(ctx, now.answer());
    } else if (chosen instanceof Route.Work work) {
      work(ctx, work.work());
    } else if (chosen instanceof Route.TakesBody takes) {
      byte[] body = intake.bytes();
      work(ctx, () -> takes.work().apply(body));
    }
    route = null;
    intake = new Intake(0, false);
  }

  private void work(ChannelHandlerContext ctx, Supplier<Answer> work) {
    answering(ctx, () -> 0);
    try {
      writer.blocking().execute(() -> workOffLoop(ctx, work));
    } catch (RejectedExecutionException e) {
      LOG.warn("a request was refused: too much work is waiting");
      answer(ctx, Answer.unavailable());
    }
  }

  private void workOffLoop(ChannelHandlerContext ctx, Supplier<Answer> work) {
    Answer answer;
    try {
      answer = work.get();
    } catch (RuntimeException e) {
      LOG.error("a request failed", withoutMessage(e));
      answer = Answer.plain(HttpResponseStatus.INTERNAL_SERVER_ERROR);
    }
    Answer made = answer;
    AnswerWriter.onLoop(ctx, () -> answer(ctx, made));
  }

  private void answerAndClose(ChannelHandlerContext ctx, Answer answer) {
    framing = new Framing(framing.head(), false, framing.http10());
    answer(ctx, answer);
  }

  private void answer(ChannelHandlerContext ctx, Answer answer) {
    if (phase == Phase.CLOSED) {
      return;
    }
    phase = Phase.ANSWERING;
    Transfer transfer = writer.write(ctx, answer, framing);
    answering(ctx, transfer::sentBytes);
    transfer.done().addListener(written -> answered(ctx, written.isSuccess()));
  }

  private void answering(ChannelHandlerContext ctx, LongSupplier progress) {
    phase = Phase.ANSWERING;
    deadline(ctx).whenStill(limits.stalled(), progress, ctx::close);
  }

  private void answered(ChannelHandlerContext ctx, boolean whole) {
    if (phase != Phase.ANSWERING) {
      return;
    }
    if (!whole) {
      ctx.close();
    } else if (!framing.keepAlive() || draining.getAsBoolean()) {
      closeGently(ctx);
    } else {
      phase = Phase.IDLE;
      deadline(ctx).in(limits.keepAlive(), ctx::close);
      pump(ctx);
      readMore(ctx);
    }
  }

  private void timedOut(ChannelHandlerContext ctx) {
    answerAndClose(ctx, Answer.plain(HttpResponseStatus.REQUEST_TIMEOUT));
  }

  private void closeGently(ChannelHandlerContext ctx) {
    if (inputEnded) {
      ctx.close();
      return;
    }
    phase = Phase.LINGERING;
    releaseWaiting();
    deadline(ctx).in(limits.linger(), ctx::close);
    ((DuplexChannel) ctx.channel()).shutdownOutput();
    ctx.read();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      if (phase == Phase.LINGERING) {
        ctx.close();
      } else {
        readMore(ctx);
      }
    } else if (event == DRAIN && phase == Phase.IDLE) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    phase = Phase.CLOSED;
    deadline(ctx).cancel();
    releaseWaiting();
  }

  /** A reset or a broken pipe: the client has gone, which is its right. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection ended: {}", cause.getClass().getName());
    } else {
      LOG.error("connection failed", withoutMessage(cause));
    }
    ctx.close();
  }

  /** A message may hold what a client sent, and that must not reach a log as it is. */
  private static Throwable withoutMessage(Throwable cause) {
    Throwable shown = new IllegalStateException(cause.getClass().getName());
    shown.setStackTrace(cause.getStackTrace());
    return shown;
  }

  private void releaseWaiting() {
    for (Object message = waiting.poll(); message != null; message = waiting.poll()) {
      ReferenceCountUtil.release(message);
    }
  }

  private Deadline deadline(ChannelHandlerContext ctx) {
    Deadline current = deadline;
    if (current == null) {
      current = new Deadline(ctx);
      deadline = current;
    }
    return current;
  }
}
