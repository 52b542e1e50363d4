package org.livemirror.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.livemirror.store.Digester;
import org.livemirror.store.Sha256;

/** Some bytes of a file, to be read as a stream of their own, more than once if need be. */
record FileRegion(Path file, long offset, long length) {
  /** A new stream on the bytes; the caller closes it. */
  InputStream open() {
    try {
      return new Stream(FileChannel.open(file, StandardOpenOption.READ).position(offset), length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads and hashes the bytes. */
  Sha256 sha256() throws IOException {
    try (InputStream in = open()) {
      return Digester.digest(in).sha256();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static final class Stream extends InputStream {
    private final FileChannel channel;
    private long left;

    Stream(FileChannel channel, long length) {
      this.channel = channel;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] single = new byte[1];
      return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int start, int wanted) throws IOException {
      if (left == 0) {
        return -1;
      }
      int got = channel.read(ByteBuffer.wrap(bytes, start, (int) Math.min(wanted, left)));
      left -= Math.max(got, 0);
      return got;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
