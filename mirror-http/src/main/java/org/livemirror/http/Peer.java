package org.livemirror.http;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, as its address, a proxy in front and its certificate
 * tell.
 *
 * @param user the subject of its certificate, if it showed one
 */
record Peer(InetAddress address, @Nullable String user) {
  static final Peer UNKNOWN = new Peer(InetAddress.getLoopbackAddress(), null);

  private static final AttributeKey<Peer> TOLD = AttributeKey.valueOf(Peer.class, "told");

  /** What is known of a channel's other end. */
  static Peer of(Channel channel) {
    if (channel.hasAttr(TOLD)) {
      return channel.attr(TOLD).get();
    }
    return channel.remoteAddress() instanceof InetSocketAddress address
        ? new Peer(address.getAddress(), null)
        : UNKNOWN;
  }

  /** From here on this is who is at the other end. */
  void tell(Channel channel) {
    channel.attr(TOLD).set(this);
  }

  Peer withUser(String name) {
    return new Peer(address, name);
  }
}
