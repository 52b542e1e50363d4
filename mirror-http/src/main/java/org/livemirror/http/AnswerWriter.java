package org.livemirror.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.http.content.BlobReader;
import org.livemirror.http.exchange.Answer;
import org.livemirror.http.exchange.HeaderNames;
import org.livemirror.http.exchange.HttpDate;

/**
 * Writes answers: the headers that all have, then the body from memory, file or store.
 *
 * @param blocking where blobs are opened and read
 * @param chunkBytes how much of a blob that is no file is in memory at a time
 */
record AnswerWriter(
    BlobReader blobs, Executor blocking, MirrorEvents events, Clock clock, int chunkBytes) {

  /** How an answer is framed for the request it belongs to. */
  record Framing(boolean head, boolean keepAlive, boolean http10) {}

  /** Starts to write on the connection's event loop. */
  Transfer write(ChannelHandlerContext ctx, Answer answer, Framing framing) {
    Transfer transfer = new Transfer(this, ctx, framing);
    transfer.start(answer);
    return transfer;
  }

  /** The head of an answer with {@code length} bytes of body, or none at all if negative. */
  HttpResponse head(Answer answer, long length, Framing framing) {
    HttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status(), answer.headers());
    HttpHeaders headers = response.headers();
    headers.set(HeaderNames.DATE, HttpDate.format(clock.instant()));
    headers.set(HeaderNames.CONTENT_TYPE_OPTIONS, "nosniff");
    if (length >= 0) {
      headers.set(HeaderNames.CONTENT_LENGTH, length);
    }
    if (!framing.keepAlive()) {
      headers.set(HeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (framing.http10()) {
      headers.set(HeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return response;
  }

  /** Runs a task on the connection's event loop; false if that has ended. */
  static boolean onLoop(ChannelHandlerContext ctx, Runnable task) {
    try {
      ctx.executor().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
