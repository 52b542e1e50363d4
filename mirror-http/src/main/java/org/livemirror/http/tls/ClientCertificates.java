package org.livemirror.http.tls;

import io.netty.handler.ssl.ClientAuth;

/** Whether clients are asked for a certificate. */
public enum ClientCertificates {
  /** They are not. */
  NONE(ClientAuth.NONE),
  /** They are, and may have none; one that does not verify ends the handshake. */
  WANTED(ClientAuth.OPTIONAL),
  /** Without one that verifies there is no connection. */
  REQUIRED(ClientAuth.REQUIRE);

  private final ClientAuth netty;

  ClientCertificates(ClientAuth netty) {
    this.netty = netty;
  }

  ClientAuth netty() {
    return netty;
  }
}
