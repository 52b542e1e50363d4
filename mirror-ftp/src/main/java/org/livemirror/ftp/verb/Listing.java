package org.livemirror.ftp.verb;

import java.util.stream.Stream;
import org.livemirror.ftp.data.LinesBody;

/** A transfer of text lines. */
final class Listing {
  private Listing() {}

  static Outcome.Transfer of(Stream<String> lines) {
    return new Outcome.Transfer("Sending the list.", new LinesBody(lines), Outcome.Report.NONE);
  }
}
