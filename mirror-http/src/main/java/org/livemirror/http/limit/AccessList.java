package org.livemirror.http.limit;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who may come: networks that are let in and networks that are not.
 *
 * <p>Of all networks that an address is in, the one with the longest prefix decides, so that a list
 * can say "this site, but not its guest network" and "not that site, but its server" alike. A
 * network on both lists is not let in. Who is in none is let in if nothing is listed as let in.
 *
 * <p>Immutable; a look-up is a binary search and, the bytes of the address aside, allocates
 * nothing.
 */
public final class AccessList {
  /** Lets in everybody. */
  public static final AccessList EVERYBODY = new AccessList(List.of(), List.of());

  private final NetworkTable<Boolean> table;
  private final boolean others;

  public AccessList(List<Network> allow, List<Network> deny) {
    this.table =
        new NetworkTable<>(
            Stream.concat(
                    allow.stream().map(each -> new NetworkTable.Row<>(each, true)),
                    deny.stream().map(each -> new NetworkTable.Row<>(each, false)))
                .toList());
    this.others = allow.isEmpty();
  }

  /** Whether an address is let in. */
  public boolean permits(InetAddress address) {
    return table.isEmpty() ? others : permits(Address.of(address));
  }

  private boolean permits(Address address) {
    Boolean listed = table.find(address);
    return listed == null ? others : listed;
  }
}
