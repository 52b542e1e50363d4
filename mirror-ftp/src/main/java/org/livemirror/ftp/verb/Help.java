package org.livemirror.ftp.verb;

import java.util.ArrayList;
import java.util.List;

/** HELP: the commands there are, RFC 959 §4.1.3. */
final class Help implements Verb {
  private static final int PER_LINE = 10;

  private final List<String> lines = new ArrayList<>();

  Help(List<String> names) {
    lines.add("Commands:");
    for (int i = 0; i < names.size(); i += PER_LINE) {
      lines.add(String.join(" ", names.subList(i, Math.min(i + PER_LINE, names.size()))));
    }
    lines.add("End.");
  }

  @Override
  public Outcome run(Session session, String argument) {
    return Outcome.answer(214, lines);
  }

  @Override
  public boolean beforeLogin() {
    return true;
  }
}
