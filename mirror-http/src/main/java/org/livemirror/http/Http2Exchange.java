package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.livemirror.http.content.BlobReader;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.RequestHead;
import org.livemirror.http.exchange.Route;
import org.livemirror.http.wire.HeadRefusedException;
import org.livemirror.http.wire.Http2Heads;
import org.livemirror.store.Entry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of an HTTP/2 connection: head → route → body taken or dropped → answer.
 *
 * <p>Bodies from memory are handed to the codec as they are, which sends them as the client's
 * windows allow; others go piece by piece. Its deadlines are those of an HTTP/1 request; beyond one
 * the stream is reset. All on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // promises are listened to; resets need no answer
final class Http2Exchange extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Exchange.class);
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString DATE = AsciiString.cached("date");

  private final PlaneContext plane;
  private final Http2Session session;
  private final Peer peer;
  private @Nullable Deadline deadline;
  private @Nullable Incoming incoming;
  private boolean inputEnded;
  private @Nullable HttpExchange exchange;
  private @Nullable PiecewiseBody body;
  private boolean ended;
  private long sentBytes;

  /** A request whose body is coming in. */
  private record Incoming(RequestHead head, Route route, Intake intake) {}

  Http2Exchange(PlaneContext plane, Http2Session session, Peer peer) {
    this.plane = plane;
    this.session = session;
    this.peer = peer;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = new Deadline(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof Http2HeadersFrame frame) {
        inputEnded = frame.isEndStream();
        headers(ctx, frame.headers());
      } else if (message instanceof Http2DataFrame frame) {
        inputEnded = frame.isEndStream();
        data(ctx, frame.content());
      } else if (message instanceof Http2ResetFrame) {
        ctx.close();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void headers(ChannelHandlerContext ctx, Http2Headers headers) {
    if (incoming != null || exchange != null) {
      taken(ctx); // trailers, of which nothing is wanted but their end
      return;
    }
    try {
      HttpLimits limits = plane.limits();
      RequestHead head =
          Http2Heads.read(headers, inputEnded, limits.requestLineBytes(), limits.headerLines());
      HttpExchange begun = begun(head);
      begin(ctx, head, plane.gate().pass(begun, head, plane.router().route(head)));
    } catch (HeadRefusedException e) {
      LOG.debug("refused a request: {}", e.reason());
      answer(ctx, null, Connection.refusal(e));
    }
  }

  private void begin(ChannelHandlerContext ctx, RequestHead head, Route route) {
    Intake intake = Intake.of(route, plane.limits());
    Incoming request = new Incoming(head, route, intake);
    incoming = request;
    boolean waits = head.expectsContinue() && !inputEnded;
    if (!intake.admits(head.contentLength()) || (waits && !(route instanceof Route.TakesBody))) {
      bodyRefused(ctx, request);
    } else if (inputEnded) {
      dispatch(ctx, request);
    } else {
      deadline().in(plane.limits().deadlines().requestBody(), () -> timedOut(ctx));
      if (waits) {
        Http2Headers goOn = new DefaultHttp2Headers().status("100");
        ctx.writeAndFlush(new DefaultHttp2HeadersFrame(goOn));
      }
    }
  }

  private void data(ChannelHandlerContext ctx, ByteBuf bytes) {
    Incoming request = incoming;
    if (request != null && !request.intake().take(bytes)) {
      bodyRefused(ctx, request);
    } else {
      taken(ctx);
    }
  }

  private void taken(ChannelHandlerContext ctx) {
    Incoming request = incoming;
    if (request != null && inputEnded) {
      dispatch(ctx, request);
    }
  }

  /** Answers without the request's body; the client is told to send no more of it. */
  private void bodyRefused(ChannelHandlerContext ctx, Incoming request) {
    if (request.route() instanceof Route.TakesBody takes) {
      incoming = null;
      answer(ctx, request.head(), takes.tooLarge());
    } else {
      dispatch(ctx, request);
    }
  }

  private void timedOut(ChannelHandlerContext ctx) {
    Incoming request = incoming;
    incoming = null;
    if (request != null) {
      answer(ctx, request.head(), Answer.plain(HttpResponseStatus.REQUEST_TIMEOUT));
    }
  }

  private void dispatch(ChannelHandlerContext ctx, Incoming request) {
    incoming = null;
    RequestHead head = request.head();
    if (request.route() instanceof Route.Now now) {
      answer(ctx, head, now.answer());
    } else if (request.route() instanceof Route.Work work) {
      work(ctx, head, work.work());
    } else if (request.route() instanceof Route.TakesBody takes) {
      byte[] bytes = request.intake().bytes();
      work(ctx, head, () -> takes.work().apply(bytes));
    }
  }

  private void work(ChannelHandlerContext ctx, RequestHead head, Supplier<Answer> work) {
    HttpExchange begun = begun(head);
    stalls(ctx);
    plane.outbound().work(ctx, work, answer -> send(ctx, begun, answer));
  }

  private HttpExchange begun(@Nullable RequestHead head) {
    HttpExchange begun = exchange;
    if (begun == null) {
      begun = new HttpExchange(peer, head, true);
      exchange = begun;
    }
    return begun;
  }

  private void stalls(ChannelHandlerContext ctx) {
    deadline()
        .whenStill(
            plane.limits().deadlines().stalled(),
            this::progress,
            () -> reset(ctx, Http2Error.CANCEL));
  }

  private long progress() {
    return body == null ? sentBytes : body.progress();
  }

  private void reset(ChannelHandlerContext ctx, Http2Error error) {
    ctx.writeAndFlush(new DefaultHttp2ResetFrame(error));
    ctx.close();
  }

  private void answer(ChannelHandlerContext ctx, @Nullable RequestHead head, Answer answer) {
    HttpExchange begun = begun(head);
    stalls(ctx);
    send(ctx, begun, answer);
  }

  private void send(ChannelHandlerContext ctx, HttpExchange begun, Answer answer) {
    begun.answered(answer);
    if (ended) {
      return; // the client has gone meanwhile, and that was told
    }
    Answer.Body what = answer.body();
    if (begun.isHead() || what.length() <= 0) {
      ctx.write(new DefaultHttp2HeadersFrame(headers(answer), true), done(ctx));
    } else if (what instanceof Answer.OfFile file) {
      send(ctx, begun, answer, file.entry());
    } else {
      ByteBuf memory = Unpooled.wrappedBuffer(((Answer.Bytes) what).bytes());
      send(ctx, answer, new BlobReader.InMemory(memory));
    }
    ctx.flush();
  }

  private void send(ChannelHandlerContext ctx, HttpExchange begun, Answer answer, Entry entry) {
    Outbound outbound = plane.outbound();
    BlobReader.Opened opened = outbound.atHand(entry);
    if (opened == null) {
      outbound.open(
          ctx,
          entry,
          later -> send(ctx, answer, later),
          () -> send(ctx, begun, Answer.unavailable()));
    } else {
      send(ctx, answer, opened);
    }
  }

  /** Takes over what was opened. */
  private void send(ChannelHandlerContext ctx, Answer answer, BlobReader.Opened opened) {
    if (ended) {
      Outbound.close(opened);
      return;
    }
    ctx.write(new DefaultHttp2HeadersFrame(headers(answer)));
    if (answer.body() instanceof Answer.Parts parts) {
      pieces(ctx, new BlobReader.InParts(parts, opened), 0, parts.length());
    } else if (answer.body() instanceof Answer.Blob blob) {
      body(ctx, opened, blob.first(), blob.length());
    } else {
      body(ctx, opened, 0, answer.body().length());
    }
    ctx.flush();
  }

  /** Takes over what was opened. */
  private void body(ChannelHandlerContext ctx, BlobReader.Opened opened, long first, long length) {
    boolean paced = !begun(null).share().isUnlimited();
    if (opened instanceof BlobReader.InMemory memory && !paced) {
      data(ctx, memory.bytes().slice((int) first, (int) length), true, done(ctx));
    } else {
      pieces(ctx, opened, first, length);
    }
  }

  private void pieces(
      ChannelHandlerContext ctx, BlobReader.Opened opened, long first, long length) {
    PiecewiseBody pieces =
        new PiecewiseBody(
            ctx,
            plane.outbound().blocking(),
            opened,
            begun(null).share(),
            session.pieceBytes(),
            (piece, last, written) -> {
              data(ctx, piece, last, written);
              ctx.flush();
            },
            done(ctx));
    body = pieces;
    pieces.send(first, length);
  }

  /** Writes bytes in frames, and counts them when they are out; takes them over. */
  private void data(
      ChannelHandlerContext ctx, ByteBuf bytes, boolean last, ChannelPromise written) {
    while (bytes.readableBytes() > Http2Session.FRAME_BYTES) {
      ByteBuf frame = bytes.readRetainedSlice(Http2Session.FRAME_BYTES);
      count(frame.readableBytes(), ctx.newPromise(), ctx, frame, false);
    }
    count(bytes.readableBytes(), written, ctx, bytes, last);
  }

  private void count(
      int length, ChannelPromise written, ChannelHandlerContext ctx, ByteBuf frame, boolean last) {
    written.addListener(
        sent -> {
          if (sent.isSuccess()) {
            sentBytes += length;
          }
        });
    ctx.write(new DefaultHttp2DataFrame(frame, last), written);
  }

  private Http2Headers headers(Answer answer) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    headers.status(answer.status().codeAsText());
    answer
        .headers()
        .iteratorCharSequence()
        .forEachRemaining(
            each -> headers.add(AsciiString.of(each.getKey()).toLowerCase(), each.getValue()));
    if (answer.body().length() >= 0) {
      headers.add(CONTENT_LENGTH, String.valueOf(answer.body().length()));
    }
    headers.add(DATE, plane.outbound().date().value());
    return headers;
  }

  private ChannelPromise done(ChannelHandlerContext ctx) {
    ChannelPromise done = ctx.newPromise();
    done.addListener(
        sent -> {
          end(sent.isSuccess());
          if (!sent.isSuccess()) {
            reset(ctx, Http2Error.INTERNAL_ERROR);
          } else if (!inputEnded) {
            // RFC 9113 §8.1: the rest is not wanted. What is under way is let in: a client that is
            // told while it sends may lose the answer.
            deadline()
                .in(plane.limits().deadlines().linger(), () -> reset(ctx, Http2Error.NO_ERROR));
          }
        });
    return done;
  }

  private void end(boolean whole) {
    deadline().cancel();
    HttpExchange begun = exchange;
    if (!ended && begun != null) {
      ended = true;
      begun.ended(sentBytes, whole);
      plane.gate().ended(begun);
      plane.events().ended(begun);
    }
    ended = true;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(false);
    if (body != null) {
      body.abandon();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("HTTP/2 stream ended: {}", cause.getClass().getName());
    ctx.close();
  }

  private Deadline deadline() {
    return Objects.requireNonNull(deadline);
  }
}
