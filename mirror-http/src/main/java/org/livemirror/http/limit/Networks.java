package org.livemirror.http.limit;

import java.net.InetAddress;
import java.util.List;

/**
 * A set of networks. Immutable; a look-up is a binary search and, the bytes of the address aside,
 * allocates nothing.
 */
public final class Networks {
  /** No network. */
  public static final Networks NONE = new Networks(List.of());

  private final NetworkTable<Network> table;

  public Networks(List<Network> networks) {
    this.table =
        new NetworkTable<>(
            networks.stream().map(each -> new NetworkTable.Row<>(each, each)).toList());
  }

  /** Whether an address is in one of them. */
  public boolean contains(InetAddress address) {
    return !table.isEmpty() && contains(Address.of(address));
  }

  boolean contains(Address address) {
    return table.find(address) != null;
  }
}
