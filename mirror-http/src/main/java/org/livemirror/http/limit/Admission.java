package org.livemirror.http.limit;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.livemirror.http.exchange.HttpEvents.Reason;

/**
 * Which connections are served: an access list, a limit for all together, and a limit for each
 * address (for IPv6 each /64).
 *
 * <p>Trusted proxies come on behalf of others: they are in no need of being on the access list, and
 * only the limit for all counts for them. Whom they ask for is held against the list with {@link
 * #permits}.
 *
 * <p>Only addresses with open connections are kept. Safe for all threads.
 */
public final class Admission {
  private final AccessList access;
  private final Proxies proxies;
  private final int connections;
  private final int connectionsPerAddress;
  private final AtomicInteger open = new AtomicInteger();
  private final ConcurrentHashMap<Long, Integer> openByAddress = new ConcurrentHashMap<>();

  /**
   * @param connections of all addresses; 1 at least
   * @param connectionsPerAddress of one address; 1 at least
   */
  public Admission(AccessList access, Proxies proxies, int connections, int connectionsPerAddress) {
    if (connections < 1 || connectionsPerAddress < 1) {
      throw new IllegalArgumentException(
          "found %d connections, %d per address (expected 1 at least)"
              .formatted(connections, connectionsPerAddress));
    }
    this.access = access;
    this.proxies = proxies;
    this.connections = connections;
    this.connectionsPerAddress = connectionsPerAddress;
  }

  /**
   * Takes a connection in; empty if it is served, else why not. One that is served must be {@link
   * #released} once.
   */
  public Optional<Reason> admit(InetAddress peer) {
    boolean proxy = proxies.contains(peer);
    if (!proxy && !access.permits(peer)) {
      return Optional.of(Reason.DENIED);
    }
    if (open.incrementAndGet() > connections) {
      open.decrementAndGet();
      return Optional.of(Reason.TOO_MANY);
    }
    if (!proxy && !countIn(Address.of(peer).key())) {
      open.decrementAndGet();
      return Optional.of(Reason.TOO_MANY_FROM_ADDRESS);
    }
    return Optional.empty();
  }

  private boolean countIn(Long address) {
    int limit = connectionsPerAddress;
    for (; ; ) {
      Integer count = openByAddress.putIfAbsent(address, 1);
      if (count == null) {
        return true;
      }
      if (count >= limit) {
        return false;
      }
      if (openByAddress.replace(address, count, count + 1)) {
        return true;
      }
    }
  }

  /** A connection that was admitted has ended. */
  public void released(InetAddress peer) {
    open.decrementAndGet();
    if (!proxies.contains(peer)) {
      openByAddress.computeIfPresent(
          Address.of(peer).key(), (address, count) -> count == 1 ? null : count - 1);
    }
  }

  /** Whether a request of a client may be answered: the same rule, for whom a proxy asks for. */
  public boolean permits(InetAddress client) {
    return access.permits(client) || proxies.contains(client);
  }

  /** Connections that are open. */
  public int open() {
    return open.get();
  }

  /** Addresses that have some; proxies aside. */
  public int addresses() {
    return openByAddress.size();
  }
}
