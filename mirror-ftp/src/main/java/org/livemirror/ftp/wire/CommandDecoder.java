package org.livemirror.ftp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bytes into {@link ControlLine}s: RFC 959 §4.1.3, RFC 2640 §2.1 for UTF-8.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><td>line, without its end</td><td>{@value #MAX_LINE} bytes; a longer one is malformed, and
 *     what follows is dropped up to its end</td></tr>
 * <tr><td>line end</td><td>CR LF, or LF alone</td></tr>
 * <tr><td>control characters</td><td>malformed, NUL and lone CR included</td></tr>
 * <tr><td>bytes from F0 up at the start of a line</td><td>dropped: Telnet commands, which some
 *     clients send before ABOR, partly as urgent data, so that they arrive incomplete</td></tr>
 * </table>
 */
public final class CommandDecoder extends ByteToMessageDecoder {
  /** Longest line in bytes, without its end. */
  public static final int MAX_LINE = 512;

  private static final int FIRST_TELNET_BYTE = 0xf0;

  private boolean dropping;

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (!dropping) {
      skipTelnet(in);
    }
    int length = in.bytesBefore((byte) '\n');
    if (length >= 0) {
      ByteBuf line = in.readSlice(length);
      in.skipBytes(1);
      if (!dropping) {
        out.add(line(withoutCarriageReturn(line)));
      }
      dropping = false;
    } else if (dropping) {
      in.skipBytes(in.readableBytes());
    } else if (withoutCarriageReturn(in.slice()).readableBytes() > MAX_LINE) {
      in.skipBytes(in.readableBytes());
      dropping = true;
      out.add(tooLong());
    }
  }

  private static void skipTelnet(ByteBuf in) {
    while (in.isReadable() && in.getUnsignedByte(in.readerIndex()) >= FIRST_TELNET_BYTE) {
      in.skipBytes(1);
    }
  }

  private static ByteBuf withoutCarriageReturn(ByteBuf line) {
    int last = line.readableBytes() - 1;
    boolean ends = last >= 0 && line.getByte(line.readerIndex() + last) == '\r';
    return ends ? line.slice(line.readerIndex(), last) : line;
  }

  private static ControlLine line(ByteBuf line) {
    if (line.readableBytes() > MAX_LINE) {
      return tooLong();
    }
    boolean clean = line.forEachByte(b -> b < 0 || (b >= 0x20 && b != 0x7f)) < 0;
    return clean
        ? ControlLine.Command.parse(line.toString(StandardCharsets.UTF_8))
        : new ControlLine.Malformed(new Reply(500, "Control character in line."));
  }

  private static ControlLine tooLong() {
    return new ControlLine.Malformed(
        new Reply(500, "Line too long (expected at most " + MAX_LINE + " bytes)."));
  }
}
