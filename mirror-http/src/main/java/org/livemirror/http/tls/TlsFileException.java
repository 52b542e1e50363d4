package org.livemirror.http.tls;

import java.io.IOException;

/** Files from which no HTTPS can be served; the message tells which, and what is wrong. */
public final class TlsFileException extends IOException {
  private static final long serialVersionUID = 1;

  TlsFileException(String message) {
    super(message);
  }
}
