package org.livemirror.ftp.verb;

/** ABOR: ends a transfer, RFC 959 §4.1.3. */
final class Abor implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    session.closeDataPort();
    return new Outcome.Abort();
  }

  @Override
  public boolean duringTransfer() {
    return true;
  }
}
