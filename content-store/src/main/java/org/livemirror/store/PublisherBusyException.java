package org.livemirror.store;

import java.io.IOException;

/** Another thread or process is publishing to this store. */
public final class PublisherBusyException extends IOException {
  public PublisherBusyException(String holder) {
    super("the store is being published to by " + holder + "; try again when it is done");
  }
}
