package org.livemirror.ftp.verb;

import java.net.Inet4Address;
import org.livemirror.ftp.wire.Reply;

/** EPSV: a data port on the protocol that the client is connected by, RFC 2428 §3. */
final class Epsv implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    String own = session.local() instanceof Inet4Address ? "1" : "2";
    if (argument.equalsIgnoreCase("ALL")) {
      session.useExtendedOnly();
      return Outcome.answer(200, "EPSV only from now on.");
    }
    if (argument.isEmpty() || argument.equals(own)) {
      return session.openDataPort(port -> reply(port.number()));
    }
    return argument.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Outcome.answer(522, "Network protocol not supported, use (" + own + ").")
        : Outcome.answer(501, "Not a network protocol (expected " + own + " or ALL).");
  }

  private static Reply reply(int port) {
    return new Reply(229, "Entering Extended Passive Mode (|||" + port + "|)");
  }
}
