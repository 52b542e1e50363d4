package org.livemirror.store.s3;

import java.util.Optional;

/**
 * What has to hold at the server for a write to happen.
 *
 * @param etag the entity tag that the object has to have; empty if it must not be there
 */
record Condition(Optional<String> etag) {
  static final Condition ABSENT = new Condition(Optional.empty());

  static Condition unchanged(String etag) {
    return new Condition(Optional.of(etag));
  }
}
