package org.livemirror.http.limit;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The proxies that are believed when they tell in {@code X-Forwarded-For} whom they ask for.
 *
 * <p>Each proxy adds its own peer at the right, so the header is walked from the right as long as
 * who wrote the part is trusted. What a client wrote itself stands further left and is not reached.
 * Immutable.
 */
public final class Proxies {
  /** Nobody is believed. */
  public static final Proxies NONE = new Proxies(Networks.NONE);

  /** Parts of the header that are walked, from the right. */
  static final int MAX_HOPS = 32;

  /** Characters of the header that are walked, from the right. */
  static final int MAX_CHARS = 2048;

  private final Networks trusted;

  public Proxies(Networks trusted) {
    this.trusted = trusted;
  }

  /** Whether an address is one of theirs. */
  public boolean contains(InetAddress address) {
    return trusted.contains(address);
  }

  /**
   * Who asks: the right-most address that is no trusted proxy, or the left-most if all are. The
   * peer itself if it is not trusted. What is no address, and what is beyond 32 addresses or 2048
   * characters, ends the walk: then it is the last address before that.
   *
   * <p>A port after the address ({@code 192.0.2.1:4711}, {@code [2001:db8::1]:4711}) is passed
   * over.
   *
   * @param forwardedFor the header's lines in their order
   */
  public InetAddress client(InetAddress peer, List<String> forwardedFor) {
    if (!trusted.contains(peer)) {
      return peer;
    }
    Address client = Address.of(peer);
    int chars = 0;
    int hops = 0;
    for (int line = forwardedFor.size() - 1; line >= 0; line--) {
      String text = forwardedFor.get(line);
      int end = text.length();
      while (end >= 0) {
        int comma = text.lastIndexOf(',', end - 1);
        chars += end - comma;
        if (++hops > MAX_HOPS || chars > MAX_CHARS) {
          return client.inet();
        }
        Optional<Address> next = address(text.substring(comma + 1, end).strip());
        if (next.isEmpty()) {
          return client.inet();
        }
        client = next.get();
        if (!trusted.contains(client)) {
          return client.inet();
        }
        end = comma;
      }
    }
    return client.inet();
  }

  private static Optional<Address> address(String text) {
    String address = text;
    int colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      int bracket = text.indexOf(']');
      boolean whole = bracket == text.length() - 1;
      if (!(whole || (colon == bracket + 1 && isPort(text, colon)))) {
        return Optional.empty();
      }
      address = text.substring(1, bracket);
      if (address.indexOf(':') < 0) {
        return Optional.empty();
      }
    } else if (colon >= 0 && colon == text.indexOf(':')) {
      if (!isPort(text, colon)) {
        return Optional.empty();
      }
      address = text.substring(0, colon);
    }
    return Address.parse(address);
  }

  private static boolean isPort(String text, int colon) {
    return Address.number(text, colon + 1, text.length(), 65_535) >= 0;
  }
}
