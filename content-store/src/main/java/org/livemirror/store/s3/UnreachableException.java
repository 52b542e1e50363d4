package org.livemirror.store.s3;

import java.io.IOException;

/** The service did not answer, as opposed to what it answered. */
final class UnreachableException extends IOException {
  UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
