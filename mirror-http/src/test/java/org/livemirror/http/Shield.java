package org.livemirror.http;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.livemirror.http.limit.AccessList;
import org.livemirror.http.limit.Admission;
import org.livemirror.http.limit.Network;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.limit.Passwords;
import org.livemirror.http.limit.Pressure;
import org.livemirror.http.limit.Protection;
import org.livemirror.http.limit.Proxies;
import org.livemirror.http.limit.Rate;
import org.livemirror.http.limit.RequestRate;
import org.livemirror.http.limit.Shaper;
import org.livemirror.http.limit.Shaping;

/** A protection of which a test sets what it is about. */
final class Shield {
  private AccessList access = AccessList.EVERYBODY;
  private Proxies proxies = Proxies.NONE;
  private int connections = 10_000;
  private int perAddress = 10_000;
  private int inFlight = 10_000;
  private RequestRate rate = RequestRate.OFF;
  private Optional<Passwords> passwords = Optional.empty();
  private Shaper shaper = Shaper.UNLIMITED;

  Shield deny(String... networks) {
    access = new AccessList(List.of(), networks(networks));
    return this;
  }

  Shield proxies(String... networks) {
    proxies = new Proxies(new Networks(networks(networks)));
    return this;
  }

  private static List<Network> networks(String... networks) {
    return Stream.of(networks).map(Network::parse).toList();
  }

  Shield connections(int inAll, int ofOneAddress) {
    connections = inAll;
    perAddress = ofOneAddress;
    return this;
  }

  Shield inFlight(int limit) {
    inFlight = limit;
    return this;
  }

  Shield rate(int perSecond, int burst) {
    rate = RequestRate.of(perSecond, burst, System::nanoTime);
    return this;
  }

  Shield passwords(Passwords of) {
    passwords = Optional.of(of);
    return this;
  }

  /** To all together. */
  Shield bytesPerSecond(long total) {
    shaper =
        new Shaper(
            new Shaping(Rate.always(total), Rate.UNLIMITED, List.of()),
            System::nanoTime,
            Clock.systemUTC());
    return this;
  }

  Protection build() {
    return new Protection(
        new Admission(access, proxies, connections, perAddress),
        new Pressure(inFlight, () -> 0, 1),
        proxies,
        rate,
        passwords,
        shaper);
  }
}
