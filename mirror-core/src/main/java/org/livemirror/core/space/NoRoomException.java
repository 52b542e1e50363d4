package org.livemirror.core.space;

import java.io.IOException;

/** Writing more would exceed the store's quota, or leave less free than has to stay free. */
public final class NoRoomException extends IOException {
  NoRoomException(String message) {
    super(message);
  }
}
