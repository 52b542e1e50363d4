package org.livemirror.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.livemirror.http.content.BlobReader;
import org.livemirror.http.exchange.Answer;

/**
 * What all connections need to send answers.
 *
 * @param blocking where blobs are opened and read
 * @param chunkBytes how much of a blob that is no file is in memory at a time
 * @param corkBytes from which length on a file is sent with the socket corked
 */
record Outbound(
    BlobReader blobs, Executor blocking, DateLine date, int chunkBytes, long corkBytes) {
  private static final byte[] CLOSE = ascii("Connection: close\r\n\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n\r\n");
  private static final byte[] END = ascii("\r\n");

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The head of an answer, with room for more after it. */
  ByteBuf head(ChannelHandlerContext ctx, Answer answer, HttpExchange exchange, int room) {
    byte[] head = answer.http1();
    byte[] dateLine = date.now();
    byte[] connection = !exchange.keepAlive() ? CLOSE : exchange.isHttp10() ? KEEP_ALIVE : END;
    return ctx.alloc()
        .directBuffer(head.length + dateLine.length + connection.length + room)
        .writeBytes(head)
        .writeBytes(dateLine)
        .writeBytes(connection);
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
