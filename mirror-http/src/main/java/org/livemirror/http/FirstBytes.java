package org.livemirror.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Sits before the decoder, where the first bytes of a head can be seen, and tells the connection.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
  private final Connection connection;

  FirstBytes(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    // The connection's own context: what is written from this one would pass by the encoder.
    connection.bytesArrived(ctx.pipeline().context(connection));
    ctx.fireChannelRead(message);
  }
}
