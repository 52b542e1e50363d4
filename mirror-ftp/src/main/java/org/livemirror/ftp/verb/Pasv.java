package org.livemirror.ftp.verb;

import java.net.Inet4Address;
import java.util.Optional;
import org.livemirror.ftp.wire.Reply;

/** PASV: a data port on IPv4, RFC 959 §4.1.2. */
final class Pasv implements Verb {
  @Override
  public Outcome run(Session session, String argument) {
    if (session.extendedOnly()) {
      return Outcome.answer(503, "EPSV ALL was sent, use EPSV.");
    }
    Optional<Inet4Address> address = session.site().announced().or(() -> connected(session));
    return address
        .map(announced -> session.openDataPort(port -> reply(announced, port.number())))
        .orElseGet(() -> Outcome.answer(425, "PASV is for IPv4, use EPSV."));
  }

  private static Optional<Inet4Address> connected(Session session) {
    return session.local() instanceof Inet4Address address
        ? Optional.of(address)
        : Optional.empty();
  }

  private static Reply reply(Inet4Address address, int port) {
    String host = address.getHostAddress().replace('.', ',');
    return new Reply(
        227, "Entering Passive Mode (" + host + "," + (port >> 8) + "," + (port & 0xff) + ").");
  }
}
