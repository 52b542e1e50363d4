package org.livemirror.ftp.verb;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.livemirror.ftp.tree.Fact;

/** OPTS: UTF8, which is always on (RFC 2640), and the facts of MLST (RFC 3659 §7.9). */
final class Opts implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    int space = argument.indexOf(' ');
    String name = space < 0 ? argument : argument.substring(0, space);
    String value = space < 0 ? "" : argument.substring(space + 1);
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "UTF8" ->
          value.isEmpty() || value.equalsIgnoreCase("ON")
              ? Outcome.answer(200, "UTF8 is on.")
              : Outcome.answer(504, "UTF8 cannot be switched off.");
      case "MLST" -> facts(session, value);
      default -> Outcome.answer(501, "No such option (expected UTF8 or MLST).");
    };
  }

  private static Outcome facts(Session session, String names) {
    Set<Fact> wanted = EnumSet.noneOf(Fact.class);
    for (String name : names.split(";", -1)) {
      Fact.named(name).ifPresent(wanted::add);
    }
    session.tell(wanted);
    String told = wanted.stream().map(fact -> fact + ";").collect(Collectors.joining());
    return Outcome.answer(200, ("MLST OPTS " + told).strip());
  }

  @Override
  public boolean beforeLogin() {
    return true;
  }
}
