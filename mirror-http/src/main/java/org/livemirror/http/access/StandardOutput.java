package org.livemirror.http.access;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Lines on the standard output of the process, beside what the program says there. */
final class StandardOutput implements LogSink {
  private final OutputStream out;

  StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(ByteBuffer lines) throws IOException {
    out.write(lines.array(), lines.arrayOffset() + lines.position(), lines.remaining());
    out.flush();
  }

  /** Stays open: it is the process's. */
  @Override
  public void close() {}

  @Override
  public String toString() {
    return "standard output";
  }
}
