package org.livemirror.http;

import java.net.InetAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.tls.TlsSettings;

/**
 * What an operator chooses of the HTTP plane.
 *
 * @param bind the address to listen on
 * @param port the port to listen on for plain HTTP, 0 for any free one; empty if there is none
 * @param basePaths where content is served
 * @param listing whether folders are shown as HTML indexes; if not they are 404
 * @param maxRanges how many ranges one request may ask for, at least one; more get 416
 * @param tls how HTTPS is served, on a port of its own; empty if it is not
 * @param proxies whose connections begin with a PROXY header, which tells the client's address
 */
public record HttpSettings(
    InetAddress bind,
    OptionalInt port,
    BasePaths basePaths,
    boolean listing,
    int maxRanges,
    Optional<TlsSettings> tls,
    Networks proxies) {
  /**
   * @throws IllegalArgumentException if the port is none, or nothing is to listen
   */
  public HttpSettings {
    if (port.isPresent() && (port.getAsInt() < 0 || port.getAsInt() > 65535)) {
      throw new IllegalArgumentException("port " + port.getAsInt() + " (expected 0 to 65535)");
    }
    if (port.isEmpty() && tls.isEmpty()) {
      throw new IllegalArgumentException("found neither HTTP nor HTTPS (expected one of them)");
    }
  }
}
