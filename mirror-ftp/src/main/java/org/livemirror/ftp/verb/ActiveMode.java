package org.livemirror.ftp.verb;

/**
 * PORT, EPRT: not offered. A server that never connects to an address it is told cannot be used to
 * reach a third party, RFC 2577 §3.
 */
final class ActiveMode implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    return Outcome.answer(502, "Active mode is not offered, use EPSV or PASV.");
  }
}
