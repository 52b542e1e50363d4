package org.livemirror.http;

import java.net.InetAddress;
import org.livemirror.core.publish.BasePaths;

/**
 * What an operator chooses of the HTTP plane.
 *
 * @param bind the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param basePaths where content is served
 * @param listing whether folders are shown as HTML indexes; if not they are 404
 * @param maxRanges how many ranges one request may ask for, at least one; more get 416
 */
public record HttpSettings(
    InetAddress bind, int port, BasePaths basePaths, boolean listing, int maxRanges) {
  /**
   * @throws IllegalArgumentException if the port is none
   */
  public HttpSettings {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " (expected 0 to 65535)");
    }
  }
}
