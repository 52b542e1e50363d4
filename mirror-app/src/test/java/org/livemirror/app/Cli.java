package org.livemirror.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;

/** The command line, run in this process. */
final class Cli {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Cli() {}

  /** What a command did. */
  record Ran(int status, String out, String err) {
    /** Asserts the exit status, and that no command ever shows a stack trace. */
    Ran exits(int expected) {
      assertThat(out + err).doesNotContain("\tat ").doesNotContain("a bug, please report");
      assertThat(status).as("status; out: %s err: %s", out, err).isEqualTo(expected);
      return this;
    }

    JsonNode json() {
      try {
        return JSON.readTree(out);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + out, e);
      }
    }

    List<String> lines() {
      return out.lines().toList();
    }
  }

  static Ran run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.run(
            Stream.of(args).map(String::valueOf).toArray(String[]::new),
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    return new Ran(status, out.toString(), err.toString());
  }
}
