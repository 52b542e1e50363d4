package org.livemirror.ftp.data;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/**
 * Moves an opened body to a data connection and closes it in every case. For the thread of the
 * connection's event loop.
 */
public interface Sender {
  /**
   * Starts to send.
   *
   * @return done when the last byte was written; fails with {@link BrokenBodyException} if the body
   *     could not be read to its end, with another exception if the connection broke
   */
  Future<Void> start();

  /** What was written so far. */
  long sentBytes();

  /** Gives the body up; to be called when the connection is closed. */
  void stop();

  /**
   * The way to send a body: without copying if it is a file, else in pieces.
   *
   * @param sizeBytes how many bytes the body must give, if known
   * @param blocking where a body is read that is not a file
   */
  static Sender of(
      ReadableByteChannel body, OptionalLong sizeBytes, Channel connection, Executor blocking)
      throws IOException {
    return body instanceof FileChannel file && sizeBytes.isPresent()
        ? new FileSender(file, file.position(), sizeBytes.getAsLong(), connection)
        : new PieceSender(body, sizeBytes, connection, blocking);
  }
}
