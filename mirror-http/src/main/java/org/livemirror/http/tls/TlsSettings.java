package org.livemirror.http.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an operator chooses of HTTPS.
 *
 * @param port the port to listen on; 0 for any free one
 * @param certificate PEM, the server's certificate first and then those above it; or PKCS#12 with
 *     key and chain
 * @param key the private key in PEM; empty if it is in {@code certificate}
 * @param keyPassword of an encrypted key or a PKCS#12 file
 * @param clientAnchors who may issue certificates of clients, PEM or DER; empty only if clients are
 *     not asked
 */
public record TlsSettings(
    int port,
    Path certificate,
    Optional<Path> key,
    Optional<Secret> keyPassword,
    TlsProfile profile,
    ClientCertificates clients,
    List<Path> clientAnchors) {
  /**
   * @throws IllegalArgumentException if clients are asked for certificates that nobody may issue
   */
  public TlsSettings {
    clientAnchors = List.copyOf(clientAnchors);
    if (clients != ClientCertificates.NONE && clientAnchors.isEmpty()) {
      throw new IllegalArgumentException(
          "found no clientAnchors (expected some, as clients are asked for certificates)");
    }
  }
}
