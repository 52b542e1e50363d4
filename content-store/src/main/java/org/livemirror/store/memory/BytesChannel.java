package org.livemirror.store.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A read-only channel on bytes in memory. For one thread. */
final class BytesChannel implements SeekableByteChannel {
  private final ByteBuffer bytes;
  private boolean open = true;

  BytesChannel(ByteBuffer bytes) {
    this.bytes = bytes.asReadOnlyBuffer();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    check();
    if (!bytes.hasRemaining()) {
      return -1;
    }
    int length = Math.min(target.remaining(), bytes.remaining());
    target.put(bytes.slice(bytes.position(), length));
    bytes.position(bytes.position() + length);
    return length;
  }

  @Override
  public long position() throws IOException {
    check();
    return bytes.position();
  }

  /** A position beyond the end stays at the end: reads there find nothing either way. */
  @Override
  public SeekableByteChannel position(long position) throws IOException {
    check();
    if (position < 0) {
      throw new IllegalArgumentException("position " + position);
    }
    bytes.position((int) Math.min(position, bytes.limit()));
    return this;
  }

  @Override
  public long size() throws IOException {
    check();
    return bytes.limit();
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
    return open;
  }

  @Override
  public void close() {
    open = false;
  }

  private void check() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }
}
