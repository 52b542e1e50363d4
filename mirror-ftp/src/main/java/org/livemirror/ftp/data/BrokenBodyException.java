package org.livemirror.ftp.data;

import java.io.IOException;

/** A body could not be read to its end: the store's fault, not the connection's. */
public final class BrokenBodyException extends IOException {
  BrokenBodyException(String message) {
    super(message);
  }

  BrokenBodyException(Throwable cause) {
    super(cause.toString(), cause);
  }
}
