package org.livemirror.ftp.wire;

import java.util.Locale;

/** What a client sent on one line of the control connection. */
public sealed interface ControlLine {
  /**
   * A command.
   *
   * @param verb in upper case; empty if the line was
   * @param argument what follows the first space, as sent; empty if there was none
   */
  record Command(String verb, String argument) implements ControlLine {
    /** Splits a line that has no control characters. */
    static Command parse(String line) {
      int space = line.indexOf(' ');
      String verb = space < 0 ? line : line.substring(0, space);
      String argument = space < 0 ? "" : line.substring(space + 1);
      return new Command(verb.toUpperCase(Locale.ROOT), argument);
    }
  }

  /** A line that is not a command, and the answer it gets. */
  record Malformed(Reply reply) implements ControlLine {}
}
