package org.livemirror.ftp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.livemirror.ftp.wire.ControlLine.Command;
import org.livemirror.ftp.wire.ControlLine.Malformed;

class CommandDecoderTest {
  private static List<ControlLine> decode(String bytes, int pieceBytes) {
    EmbeddedChannel channel = new EmbeddedChannel(new CommandDecoder());
    byte[] all = bytes.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < all.length; i += pieceBytes) {
      int length = Math.min(pieceBytes, all.length - i);
      channel.writeInbound(Unpooled.copiedBuffer(all, i, length));
    }
    List<ControlLine> lines = new ArrayList<>();
    for (ControlLine line = channel.readInbound(); line != null; line = channel.readInbound()) {
      lines.add(line);
    }
    channel.finishAndReleaseAll();
    return lines;
  }

  /** Decodes at once and byte by byte, which must not differ. */
  private static List<ControlLine> decode(String bytes) {
    List<ControlLine> whole = decode(bytes, Integer.MAX_VALUE);
    assertThat(decode(bytes, 1)).as("byte by byte").isEqualTo(whole);
    return whole;
  }

  @Test
  void lines_endInCrLfOrLf() {
    assertThat(decode("user ftp\r\nPWD\nRETR a  b \r\n\r\nNO"))
        .containsExactly(
            new Command("USER", "ftp"),
            new Command("PWD", ""),
            new Command("RETR", "a  b "),
            new Command("", ""));
  }

  @Test
  void telnetBytes_beforeCommand_areDropped() {
    assertThat(decode("\u00ff\u00f4\u00ff\u00f2ABOR\r\n\u00ff\u00f4\u00f2ABOR\r\n"))
        .containsExactly(new Command("ABOR", ""), new Command("ABOR", ""));
  }

  @Test
  void utf8_isRead() {
    assertThat(decode("CWD \u00c3\u00a9\n")).containsExactly(new Command("CWD", "é"));
  }

  @Test
  void lineOfLimit_isTaken_andOneByteMoreIsNot() {
    String limit = "x".repeat(CommandDecoder.MAX_LINE);
    assertThat(decode(limit + "\r\n" + limit + "\n")).hasOnlyElementsOfType(Command.class);
    assertThat(decode(limit + "x\r\nPWD\r\n"))
        .containsExactly(
            new Malformed(new Reply(500, "Line too long (expected at most 512 bytes).")),
            new Command("PWD", ""));
  }

  @Test
  void controlCharacters_areMalformed() {
    for (String bad : List.of("A\0", "A\rB", "\tA", "A\u007f", "A\u001b[0m")) {
      assertThat(decode(bad + "\r\n")).hasOnlyElementsOfType(Malformed.class).hasSize(1);
    }
  }
}
