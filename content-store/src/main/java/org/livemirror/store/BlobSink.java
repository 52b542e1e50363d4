package org.livemirror.store;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Takes the bytes of one new blob. What is written is hashed on its way and stays invisible until
 * {@link StagedBlob#commit()}.
 *
 * <p>Closing without {@link #finish()} discards the bytes. For one thread.
 */
public abstract class BlobSink extends OutputStream {
  private final Digester digester = new Digester();
  private final byte[] single = new byte[1];

  /** Stores bytes; if this throws, they do not count as taken. */
  protected abstract void append(byte[] bytes, int offset, int length) throws IOException;

  /** Makes what was appended durable and readable. */
  protected abstract StagedBlob stage(Digests digests) throws IOException;

  @Override
  public final void write(int b) throws IOException {
    single[0] = (byte) b;
    write(single, 0, 1);
  }

  @Override
  public final void write(byte[] bytes, int offset, int length) throws IOException {
    append(bytes, offset, length);
    digester.update(bytes, offset, length);
  }

  /** Bytes taken so far: where an interrupted transfer resumes. */
  public final long sizeBytes() {
    return digester.sizeBytes();
  }

  /** Ends the blob: its bytes are flushed to disk and can be read back. The sink is then closed. */
  public final StagedBlob finish() throws IOException {
    return stage(digester.finish());
  }

  /** Discards the bytes unless {@link #finish()} was called. */
  @Override
  public abstract void close() throws IOException;
}
