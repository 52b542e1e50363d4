package org.livemirror.app.demo;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** How the demo's client fetches: HTTP or FTP. */
interface Transport extends Closeable {
  String name();

  /**
   * Opens a file.
   *
   * @param offset where to start; exactly there, or it fails
   * @return the rest of the file, or empty if the server has none of that name
   */
  Optional<InputStream> open(String fileName, long offset) throws IOException;

  /** Gives up the transfer that is under way, as a client does whose line breaks. */
  void interrupt(InputStream transfer) throws IOException;
}
