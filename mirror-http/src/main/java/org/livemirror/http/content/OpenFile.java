package org.livemirror.http.content;

import io.netty.channel.DefaultFileRegion;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is read by several at once, at places they name, and closed after the last. */
public final class OpenFile extends AbstractReferenceCounted {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFile.class);

  private final FileChannel channel;

  OpenFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Its channel; nobody moves its position. */
  public FileChannel channel() {
    return channel;
  }

  /** A part of it to send; takes over one reference. */
  public DefaultFileRegion region(long first, long length) {
    return new DefaultFileRegion(channel, first, length) {
      @Override
      protected void deallocate() {
        OpenFile.this.release();
      }
    };
  }

  @Override
  public OpenFile retain() {
    super.retain();
    return this;
  }

  @Override
  public ReferenceCounted touch(Object hint) {
    return this;
  }

  @Override
  protected void deallocate() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a blob", e);
    }
  }
}
