package org.livemirror.http.content;

import java.time.Instant;
import org.livemirror.store.Entry;

/**
 * What conditions and ranges are evaluated against: RFC 9110 §8.8.
 *
 * @param etag strong, with its quotes
 * @param modified whole seconds
 * @param datedOnce whether no other bytes were ever served with this time or a later one; two
 *     catalogs may have one time, and after a rollback an earlier one is served again
 */
record Representation(String etag, Instant modified, long sizeBytes, boolean datedOnce) {
  /** An entry as it is told at {@code now}: no file was modified later than it is sent. */
  static Representation of(Entry entry, Instant now) {
    Instant modified = entry.modified().isAfter(now) ? now : entry.modified();
    return new Representation(
        "\"sha256-" + entry.blob() + "\"",
        Instant.ofEpochSecond(modified.getEpochSecond()),
        entry.sizeBytes(),
        entry.kind() == Entry.Kind.PACKAGE);
  }
}
