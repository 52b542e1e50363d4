package org.livemirror.http.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.livemirror.http.exchange.Answer;

/**
 * The body of an {@link Answer.Parts} as one run of bytes, read from memory and from the open file.
 * For one thread at a time; closing it closes the file.
 */
public final class PartsChannel implements SeekableByteChannel {
  private final Answer.Parts parts;
  private final SeekableByteChannel file;
  private long position;

  /**
   * @param file the whole file that the parts are of; this owns it from now on
   */
  public PartsChannel(Answer.Parts parts, SeekableByteChannel file) {
    this.parts = parts;
    this.file = file;
  }

  /** Reads on, at most to the end of the piece at the position. */
  @Override
  public int read(ByteBuffer into) throws IOException {
    long start = 0;
    for (Answer.Piece piece : parts.pieces()) {
      if (position < start + piece.length()) {
        int read = read(piece, position - start, into);
        position += Math.max(0, read);
        return read;
      }
      start += piece.length();
    }
    return -1;
  }

  private int read(Answer.Piece piece, long at, ByteBuffer into) throws IOException {
    int length = (int) Math.min(into.remaining(), piece.length() - at);
    ByteBuffer space = into.slice(into.position(), length);
    int read = length;
    if (piece instanceof Answer.Bytes memory) {
      space.put(memory.bytes().slice((int) at, length));
    } else if (piece instanceof Answer.Blob blob) {
      read = file.position(blob.first() + at).read(space);
    }
    into.position(into.position() + Math.max(0, read));
    return read;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return parts.length();
  }

  @Override
  public boolean isOpen() {
    return file.isOpen();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  @Override
  public int write(ByteBuffer bytes) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }
}
