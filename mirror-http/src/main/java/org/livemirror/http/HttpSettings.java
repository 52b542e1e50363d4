package org.livemirror.http;

import java.net.InetAddress;
import java.util.Optional;
import org.livemirror.core.publish.BasePaths;
import org.livemirror.http.limit.Networks;
import org.livemirror.http.tls.TlsSettings;

/**
 * What an operator chooses of the HTTP plane.
 *
 * @param bind the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param basePaths where content is served
 * @param listing whether folders are shown as HTML indexes; if not they are 404
 * @param maxRanges how many ranges one request may ask for, at least one; more get 416
 * @param tls how HTTPS is served beside HTTP, on a port of its own; empty if it is not
 * @param proxies whose connections begin with a PROXY header, which tells the client's address
 */
public record HttpSettings(
    InetAddress bind,
    int port,
    BasePaths basePaths,
    boolean listing,
    int maxRanges,
    Optional<TlsSettings> tls,
    Networks proxies) {
  /**
   * @throws IllegalArgumentException if the port is none
   */
  public HttpSettings {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " (expected 0 to 65535)");
    }
  }
}
