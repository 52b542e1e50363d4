package org.livemirror.ftp.verb;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.livemirror.ftp.tree.Fact;

/** FEAT: extensions of RFC 959 that are there, RFC 2389 §3. */
final class Feat implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    String facts =
        Arrays.stream(Fact.values())
            .map(fact -> fact + (session.facts().contains(fact) ? "*;" : ";"))
            .collect(Collectors.joining());
    return Outcome.answer(
        211,
        List.of(
            "Features:",
            "EPSV",
            "MDTM",
            "MLST " + facts,
            "REST STREAM",
            "SIZE",
            "TVFS",
            "UTF8",
            "End."));
  }

  @Override
  public boolean beforeLogin() {
    return true;
  }
}
