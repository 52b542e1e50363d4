package org.livemirror.store;

import java.io.IOException;

/**
 * What lies in the store is not what the store writes: a damaged manifest, an unknown layout, a
 * pointer to nothing.
 */
public final class DamagedStoreException extends IOException {
  /** {@code message} says what was found, what was expected, and what the operator can do. */
  public DamagedStoreException(String message) {
    super(message);
  }

  public DamagedStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
