package org.livemirror.ftp.data;

import io.netty.channel.Channel;
import io.netty.channel.DefaultFileRegion;
import io.netty.util.concurrent.Future;
import java.nio.channels.FileChannel;

/**
 * Sends a file from an offset on by {@code sendfile}: its bytes never enter the heap.
 *
 * <p>The region owns the file and closes it when the connection has taken or refused it.
 */
final class FileSender implements Sender {
  private final DefaultFileRegion region;
  private final Channel connection;

  FileSender(FileChannel file, long offset, long sizeBytes, Channel connection) {
    this.region = new DefaultFileRegion(file, offset, sizeBytes);
    this.connection = connection;
  }

  @Override
  public Future<Void> start() {
    return connection.writeAndFlush(region);
  }

  @Override
  public long sentBytes() {
    return region.transferred();
  }

  /** Nothing to do: a closed connection refuses the region. */
  @Override
  public void stop() {}
}
