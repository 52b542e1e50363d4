package org.livemirror.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IniTextTest {
  private static final List<String> LINES =
      List.of(
          "",
          "   ",
          "; a comment",
          "# another",
          "[Section]",
          "[Item1]",
          "Unknown=value = with = signs",
          "caf\u00e9=\u00ff\u00a0",
          "\tTabbed=1",
          "Empty=");

  @Test
  void bytes_randomLinesAndEnds_areTheOnesParsed() throws Exception {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      int lines = random.nextInt(12);
      for (int i = 0; i < lines; i++) {
        text.append(LINES.get(random.nextInt(LINES.size())))
            .append(random.nextBoolean() ? "\r\n" : "\n");
      }
      if (random.nextBoolean()) {
        text.append("Last=line without end");
      }
      byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);

      assertThat(IniText.parse(bytes).bytes()).as("round %d", round).isEqualTo(bytes);
    }
  }
}
