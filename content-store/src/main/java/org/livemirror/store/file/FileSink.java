package org.livemirror.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Digests;
import org.livemirror.store.StagedBlob;

/** A sink into a new file, which is deleted unless {@link #finish} is called. For one thread. */
public abstract class FileSink extends BlobSink {
  private final Path file;
  private final boolean synced;
  private final FileChannel channel;
  private boolean staged;

  /**
   * Makes the file.
   *
   * @param synced whether the bytes are to be on the disk once finished
   */
  protected FileSink(Path file, boolean synced) throws IOException {
    this.file = file;
    this.synced = synced;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Takes over the finished file. */
  protected abstract StagedBlob staged(Path file, Digests digests);

  @Override
  protected final void append(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  protected final StagedBlob stage(Digests digests) throws IOException {
    if (!channel.isOpen()) {
      throw new ClosedChannelException();
    }
    if (synced) {
      channel.force(true);
    }
    channel.close();
    staged = true;
    return staged(file, digests);
  }

  @Override
  public final void close() throws IOException {
    channel.close();
    if (!staged) {
      Files.deleteIfExists(file);
    }
  }
}
