package org.livemirror.ftp.verb;

import java.util.List;

/** STAT: how the session stands, also during a transfer, RFC 959 §4.1.3. */
final class Stat implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    if (!argument.isEmpty()) {
      return Outcome.answer(504, "STAT takes no path here, use MLST or LIST.");
    }
    return Outcome.answer(
        211,
        List.of(
            "LiveMirror FTP:",
            "Client " + session.client().getHostAddress(),
            "Working folder " + session.folder(),
            session.transferring() ? "Transfer running" : "No transfer",
            "End."));
  }

  @Override
  public boolean duringTransfer() {
    return true;
  }
}
