package org.livemirror.core.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The channel an archive is read from: closing it leaves the caller's open, and what the disk threw
 * is remembered.
 */
final class ArchiveSource implements SeekableByteChannel {
  private final SeekableByteChannel channel;
  private @Nullable IOException failure;

  ArchiveSource(SeekableByteChannel channel) {
    this.channel = channel;
  }

  /** Throws what reading the channel threw, if it did. */
  void rethrowFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** The first bytes; zeros where the archive is shorter. Leaves the position at the start. */
  byte[] head(int length) throws IOException {
    byte[] head = at(0, (int) Math.min(length, size()));
    position(0);
    return Arrays.copyOf(head, length);
  }

  /** {@code length} bytes from {@code position}, which must be there. */
  byte[] at(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    position(position);
    while (bytes.hasRemaining()) {
      if (read(bytes) < 0) {
        throw new IOException("the file ends at " + position() + " while it is read");
      }
    }
    return bytes.array();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return remembering(() -> channel.read(target));
  }

  @Override
  public long position() throws IOException {
    return remembering(channel::position);
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    SeekableByteChannel unused = remembering(() -> channel.position(position));
    return this;
  }

  @Override
  public long size() throws IOException {
    return remembering(channel::size);
  }

  private <T> T remembering(Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {}
}
