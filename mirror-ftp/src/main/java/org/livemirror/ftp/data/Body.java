package org.livemirror.ftp.data;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;

/** What goes over a data connection, before it is opened. */
public interface Body {
  /** How many bytes the channel must give; empty if nobody knows. */
  OptionalLong sizeBytes();

  /** The bytes from their first on; the caller closes the channel. May block. */
  ReadableByteChannel open() throws IOException;
}
