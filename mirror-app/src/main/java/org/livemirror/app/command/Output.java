package org.livemirror.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where a command reports to: lines for people, or with {@code --json} one JSON document. */
final class Output {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec(Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // injected by picocli
  private CommandSpec spec;

  @Option(names = "--json", description = "Report as JSON.")
  private boolean json;

  /** Reports in the form that the user asked for. */
  void report(JsonNode document, Consumer<Output> lines) {
    if (json) {
      try {
        out().println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a tree always serializes", e);
      }
    } else {
      lines.accept(this);
    }
  }

  /** Whether the user asked for JSON. */
  boolean isJson() {
    return json;
  }

  /** Prints a line for people. */
  void line(String format, Object... arguments) {
    out().println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments));
  }

  /** Prints a line to standard error. */
  void error(String text) {
    spec.commandLine().getErr().println("livemirror: " + text);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
