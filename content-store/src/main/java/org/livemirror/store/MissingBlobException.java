package org.livemirror.store;

import java.io.IOException;

/** A generation or a caller names a blob that the store does not hold. */
public final class MissingBlobException extends IOException {
  public MissingBlobException(Sha256 blob) {
    super("the store holds no blob " + blob + "; pull or import the content again");
  }
}
