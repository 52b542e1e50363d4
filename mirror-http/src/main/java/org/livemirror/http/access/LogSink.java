package org.livemirror.http.access;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where lines end up. For one thread; may block. {@code toString} names it for the operator. */
interface LogSink extends Closeable {
  /**
   * Writes whole lines, all or none of them as far as that is possible.
   *
   * @throws IOException if they are lost; it may be tried again with others
   */
  void write(ByteBuffer lines) throws IOException;
}
