package org.livemirror.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.livemirror.http.access.AccessLogSettings.Format;
import org.livemirror.http.exchange.Exchange;

/** Exact lines of both formats, and what clients may not do to them. */
final class LinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static String line(Format format, Exchange exchange) {
    LineBuffer buffer = new LineBuffer();
    buffer.begin(1);
    format.newLines().write(exchange, buffer);
    assertThat(buffer.lines()).isEqualTo(1);
    String text = StandardCharsets.ISO_8859_1.decode(buffer.content()).toString();
    assertThat(text).endsWith("\n");
    return text.substring(0, text.length() - 1);
  }

  private static String combined(Exchange exchange) {
    return line(Format.COMBINED, exchange);
  }

  private static String json(Exchange exchange) {
    return line(Format.JSON, exchange);
  }

  @Test
  void combined_ofAPlainExchange() {
    assertThat(combined(Told.plain()))
        .isEqualTo(
            "192.0.2.7 - - [21/Nov/2026:11:52:40 +0000] \"GET /clu-prod/minitri.flg HTTP/1.1\""
                + " 200 1536 \"-\" \"LiveUpdate/1.0\"");
  }

  @Test
  void combined_ofAllThereCanBe() {
    assertThat(
            combined(
                Told.plain()
                    .from("2001:db8:0:0:0:0:0:1")
                    .by("node 7")
                    .saying("http://a.example/", "x")
                    .ending(206, 1234567890123L, false)))
        .isEqualTo(
            "2001:db8::1 - node\\x207 [21/Nov/2026:11:52:40 +0000]"
                + " \"GET /clu-prod/minitri.flg HTTP/1.1\""
                + " 206 1234567890123 \"http://a.example/\" \"x\"");
  }

  @Test
  void combined_ofARequestThatCouldNotBeRead() {
    assertThat(combined(Told.plain().asking("", "", "").saying(null, null).ending(400, 0, true)))
        .isEqualTo("192.0.2.7 - - [21/Nov/2026:11:52:40 +0000] \"-\" 400 0 \"-\" \"-\"");
  }

  @Test
  void combined_timeIsThatOfTheEnd() {
    Told tookTwoSeconds = Told.plain().taking(2_000_000_000L);
    assertThat(combined(tookTwoSeconds)).contains(" [21/Nov/2026:11:52:42 +0000] ");
    assertThat(json(tookTwoSeconds)).contains("\"time\":\"2026-11-21T11:52:40.250Z\"");
  }

  @Test
  void json_ofAPlainExchange() {
    assertThat(json(Told.plain()))
        .isEqualTo(
            "{\"time\":\"2026-11-21T11:52:40.250Z\",\"client\":\"192.0.2.7\",\"method\":\"GET\","
                + "\"target\":\"/clu-prod/minitri.flg\",\"protocol\":\"HTTP/1.1\",\"status\":200,"
                + "\"bytes\":1536,\"whole\":true,\"micros\":1500,\"content\":\"minitri.flg\","
                + "\"agent\":\"LiveUpdate/1.0\"}");
  }

  @Test
  void json_ofAllThereCanBe() {
    assertThat(
            json(
                Told.plain()
                    .from("::1")
                    .by("node 7")
                    .saying("http://a.example/", "x")
                    .ending(206, 7, false)))
        .isEqualTo(
            "{\"time\":\"2026-11-21T11:52:40.250Z\",\"client\":\"::1\",\"user\":\"node 7\","
                + "\"method\":\"GET\",\"target\":\"/clu-prod/minitri.flg\","
                + "\"protocol\":\"HTTP/1.1\",\"status\":206,\"bytes\":7,\"whole\":false,"
                + "\"micros\":1500,\"referer\":\"http://a.example/\",\"agent\":\"x\"}");
  }

  @Test
  void json_ofARequestThatCouldNotBeRead() {
    assertThat(json(Told.plain().asking("", "", "").saying(null, null).ending(400, 0, true)))
        .isEqualTo(
            "{\"time\":\"2026-11-21T11:52:40.250Z\",\"client\":\"192.0.2.7\",\"status\":400,"
                + "\"bytes\":0,\"whole\":true,\"micros\":1500}");
  }

  /** What a client sends, as it stands in a combined line and in a JSON line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a\\n200 forged    | a\\x0a200 forged           | a\\u000a200 forged",
        "\\r\\n            | \\x0d\\x0a                 | \\u000d\\u000a",
        "\\u0000x          | \\x00x                     | \\u0000x",
        "\\u001b[2J        | \\x1b[2J                   | \\u001b[2J",
        "\\t               | \\x09                      | \\u0009",
        "\\\" 200 0 \\\"x  | \\x22 200 0 \\x22x         | \\\" 200 0 \\\"x",
        "\\\\              | \\x5c                      | \\\\",
        "\\\\x0a           | \\x5cx0a                   | \\\\x0a",
        "\\u007f           | \\x7f                      | \\u007f",
        "\\u0085\\u009b    | \\x85\\x9b                 | \\u0085\\u009b",
        "caf\\u00c3\\u00a9 | caf\\xc3\\xa9              | caf\\u00c3\\u00a9",
        "\\u20ac           | \\xe2\\x82\\xac            | \\u20ac",
        "\\u2028           | \\xe2\\x80\\xa8            | \\u2028",
        "\\ud83d\\ude00    | \\xf0\\x9f\\x98\\x80       | \\ud83d\\ude00",
        "\\ud83dx          | \\x3fx                     | \\ufffdx",
        "\\ude00           | \\x3f                      | \\ufffd",
        "</script>         | </script>                  | </script>",
        "%0a{}'            | %0a{}'                     | %0a{}'"
      })
  void texts_ofHostileClients_areEscaped(String sent, String inCombined, String inJson)
      throws Exception {
    String text = JSON.readValue("\"" + sent + "\"", String.class);
    Told told = Told.plain().saying(text, text);

    assertThat(combined(told)).endsWith(" \"" + inCombined + "\" \"" + inCombined + "\"");
    assertThat(json(told))
        .endsWith(",\"referer\":\"" + inJson + "\",\"agent\":\"" + inJson + "\"}");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void line_ofAnyCharacterAnywhere_isOneLineOfPrintableAscii(Format format) throws Exception {
    for (int each = 0; each <= 0xffff; each += each < 0x300 ? 1 : 97) {
      String text = "a" + (char) each;
      Told told = Told.plain().by(text).asking(text, "/" + text, text).saying(text, text);
      String line = line(format, told);
      assertThat(line).matches("[ -~]*");
      if (format == Format.JSON) {
        JsonNode read = JSON.readTree(line);
        String expected = Character.isSurrogate((char) each) ? "a\ufffd" : text;
        assertThat(read.get("target").asText()).isEqualTo("/" + expected);
        assertThat(read.get("user").asText()).isEqualTo(expected);
      }
    }
  }

  @Test
  void combined_ofBlanksInRequestOrUser_keepsItsFields() {
    assertThat(combined(Told.plain().by("a b").asking("GET", "/a b\" 1", "HTTP/1.1")))
        .startsWith("192.0.2.7 - a\\x20b [")
        .contains("] \"GET /a\\x20b\\x22\\x201 HTTP/1.1\" 200 ");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void line_ofTextsBeyondTheirCaps_isCutAndFits(Format format) {
    String longest = "\u20ac".repeat(100_000);
    String line =
        line(
            format,
            Told.plain().by(longest).asking(longest, longest, longest).saying(longest, longest));
    assertThat(line.length()).isLessThan(LineBuffer.MAX_LINE);
    int eachLength = format == Format.JSON ? 6 : 12;
    assertThat(line).endsWith("..." + (format == Format.JSON ? "\"}" : "\""));
    assertThat(line.length())
        .isGreaterThan(eachLength * (LineFormat.MAX_TARGET + LineFormat.MAX_REFERER));
  }

  @Test
  void text_asLongAsItsCap_isNotCut() {
    String agent = "x".repeat(LineFormat.MAX_AGENT);
    assertThat(combined(Told.plain().saying(null, agent))).endsWith(" \"" + agent + "\"");
    assertThat(combined(Told.plain().saying(null, agent + "y"))).endsWith(" \"" + agent + "...\"");
  }
}
