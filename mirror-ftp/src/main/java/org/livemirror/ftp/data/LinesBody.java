package org.livemirror.ftp.data;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Text lines as a body: UTF-8, each ended by CR LF. A line is made when its turn comes, on the
 * thread that reads it.
 */
public final class LinesBody implements Body {
  private final Stream<String> lines;

  /** A body of these lines, to be opened once. */
  public LinesBody(Stream<String> lines) {
    this.lines = lines;
  }

  @Override
  public OptionalLong sizeBytes() {
    return OptionalLong.empty();
  }

  @Override
  public ReadableByteChannel open() {
    return new Lines(lines.iterator());
  }

  private static final class Lines implements ReadableByteChannel {
    private final Iterator<String> lines;
    private ByteBuffer line = ByteBuffer.allocate(0);
    private boolean open = true;

    Lines(Iterator<String> lines) {
      this.lines = lines;
    }

    @Override
    public int read(ByteBuffer target) throws ClosedChannelException {
      if (!open) {
        throw new ClosedChannelException();
      }
      int before = target.position();
      while (target.hasRemaining() && advance()) {
        int length = Math.min(target.remaining(), line.remaining());
        target.put(line.slice(line.position(), length));
        line.position(line.position() + length);
      }
      int read = target.position() - before;
      return read > 0 ? read : -1;
    }

    private boolean advance() {
      if (!line.hasRemaining() && lines.hasNext()) {
        line = ByteBuffer.wrap((lines.next() + "\r\n").getBytes(StandardCharsets.UTF_8));
      }
      return line.hasRemaining();
    }

    @Override
    public boolean isOpen() {
      return open;
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
