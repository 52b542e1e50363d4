package org.livemirror.core.pull;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.livemirror.store.ContentPath;

/**
 * A place that content is pulled from: a folder, or an HTTP or FTP server. Safe for all threads.
 *
 * <p>"Not there" is an answer and not an error; all other failures throw {@link IOException} with
 * the place in the message and without secrets. Reads that make no progress for the upstream's
 * time-out fail.
 */
public interface Upstream extends Closeable {
  /** All files, or no value if this kind of upstream cannot list. */
  Optional<List<ContentPath>> list() throws IOException;

  /** A file's length, or empty if it is not there. */
  OptionalLong sizeBytes(ContentPath path) throws IOException;

  /**
   * Opens a file for reading.
   *
   * @param offset where to start; an upstream may start earlier, see {@link Body#startsAt}
   * @return the rest of the file, or empty if it is not there
   */
  Optional<Body> open(ContentPath path, long offset) throws IOException;

  /**
   * The file itself, where it lies on this host and the store may share its bytes instead of
   * copying them; else empty.
   */
  default Optional<Path> linkable(ContentPath path) throws IOException {
    return Optional.empty();
  }

  /** Ends the connections that are kept between calls. */
  @Override
  void close() throws IOException;

  /**
   * The bytes of a file from some position; close the stream when done.
   *
   * @param startsAt the position of the first byte: the offset asked for, or 0 where resuming is
   *     not possible
   * @param totalBytes the length of the whole file, where the upstream tells it
   * @param version changes when the file does (an ETag, a modification time), where the upstream
   *     tells one; else empty text
   */
  record Body(InputStream stream, long startsAt, OptionalLong totalBytes, String version)
      implements Closeable {
    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
