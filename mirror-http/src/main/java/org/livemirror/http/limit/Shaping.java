package org.livemirror.http.limit;

import java.util.List;

/**
 * How fast content may be sent.
 *
 * @param total to all clients together
 * @param perAddress to one address (for IPv6 one /64)
 * @param lines to the clients of some networks together; of lines whose networks overlap, the one
 *     with the longest prefix counts
 */
public record Shaping(Rate total, Rate perAddress, List<Line> lines) {
  /** As fast as it goes. */
  public static final Shaping NONE = new Shaping(Rate.UNLIMITED, Rate.UNLIMITED, List.of());

  public Shaping {
    lines = List.copyOf(lines);
  }

  /** A line that the clients of its networks share: a branch office. */
  public record Line(List<Network> networks, Rate rate) {
    public Line {
      networks = List.copyOf(networks);
    }
  }
}
