package org.livemirror.testkit.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An open file or folder of a {@link FaultyDisk}. For one thread. */
final class DiskChannel extends FileChannel {
  private final FaultyDisk disk;
  private final Path path;
  private final DiskNode node;
  private final boolean writes;
  private final boolean appends;
  private int position;
  private boolean locked;

  DiskChannel(FaultyDisk disk, Path path, DiskNode node, boolean writes, boolean appends) {
    this.disk = disk;
    this.path = path;
    this.node = node;
    this.writes = writes;
    this.appends = appends;
  }

  private DiskNode.File file() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    if (node instanceof DiskNode.File file) {
      return file;
    }
    throw new IOException(path + ": Is a directory");
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    int got = read(buffer, position);
    position += Math.max(0, got);
    return got;
  }

  @Override
  public int read(ByteBuffer buffer, long from) throws IOException {
    byte[] bytes = new byte[buffer.remaining()];
    int got = disk.read(file(), path, bytes, (int) from);
    buffer.put(bytes, 0, Math.max(0, got));
    return got;
  }

  @Override
  public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
    return read(buffers[offset]);
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    int taken = write(buffer, appends ? -1 : position);
    position += taken;
    return taken;
  }

  @Override
  public int write(ByteBuffer buffer, long at) throws IOException {
    if (!writes) {
      throw new NonWritableChannelException();
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    int taken = disk.write(file(), path, bytes, (int) at);
    buffer.position(buffer.position() + taken);
    return taken;
  }

  @Override
  public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
    return write(buffers[offset]);
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public FileChannel position(long to) {
    position = (int) to;
    return this;
  }

  @Override
  public long size() throws IOException {
    return disk.length(file());
  }

  @Override
  public FileChannel truncate(long length) throws IOException {
    if (!writes) {
      throw new NonWritableChannelException();
    }
    disk.truncate(file(), path, (int) length);
    position = (int) Math.min(position, length);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    disk.sync(node, path);
  }

  @Override
  public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, 1 << 16));
    int got = read(buffer, from);
    return got <= 0 ? 0 : target.write(buffer.flip());
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(count, 1 << 16));
    int got = source.read(buffer);
    return got <= 0 ? 0 : write(buffer.flip(), at);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long from, long length) {
    throw new UnsupportedOperationException("map");
  }

  @Override
  public FileLock lock(long from, long length, boolean shared) throws IOException {
    FileLock lock = tryLock(from, length, shared);
    if (lock == null) {
      throw new UnsupportedOperationException("waiting for a lock");
    }
    return lock;
  }

  @Override
  public @Nullable FileLock tryLock(long from, long length, boolean shared) throws IOException {
    DiskNode.File unused = file();
    if (shared && writes) {
      throw new NonReadableChannelException();
    }
    locked = disk.lock(node);
    return locked ? new Lock(this, from, length, shared) : null;
  }

  private void unlock() {
    if (locked) {
      locked = false;
      disk.unlock(node);
    }
  }

  @Override
  protected void implCloseChannel() {
    unlock();
  }

  private static final class Lock extends FileLock {
    private final DiskChannel channel;

    Lock(DiskChannel channel, long from, long length, boolean shared) {
      super(channel, from, length, shared);
      this.channel = channel;
    }

    @Override
    public boolean isValid() {
      return channel.locked;
    }

    @Override
    public void release() {
      channel.unlock();
    }
  }
}
