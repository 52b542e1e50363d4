package org.livemirror.ftp.verb;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.OptionalLong;
import org.livemirror.core.publish.Published;
import org.livemirror.ftp.data.Body;
import org.livemirror.store.Entry;

/** The bytes of an entry from an offset on. */
record FileBody(Published published, Entry entry, long offset) implements Body {
  @Override
  public OptionalLong sizeBytes() {
    return OptionalLong.of(entry.sizeBytes() - offset);
  }

  @Override
  public ReadableByteChannel open() throws IOException {
    SeekableByteChannel blob = published.open(entry);
    try {
      return blob.position(offset);
    } catch (IOException e) {
      blob.close();
      throw e;
    }
  }
}
