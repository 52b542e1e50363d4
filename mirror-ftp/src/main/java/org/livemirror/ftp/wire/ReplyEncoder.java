package org.livemirror.ftp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.nio.charset.StandardCharsets;

/** {@link Reply} into UTF-8 bytes. Without state. */
@Sharable
public final class ReplyEncoder extends MessageToByteEncoder<Reply> {
  public ReplyEncoder() {
    super(Reply.class);
  }

  @Override
  protected void encode(ChannelHandlerContext context, Reply reply, ByteBuf out) {
    out.writeCharSequence(reply.encoded(), StandardCharsets.UTF_8);
  }
}
