package org.livemirror.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One file of a generation.
 *
 * @param path where clients find it
 * @param blob its bytes
 * @param sizeBytes its length
 * @param modified the time clients are told, whole seconds
 * @param kind whether the bytes behind the path may change at a publish
 * @param until set on a file that the newest publish dropped: it is kept for clients that are under
 *     way, until then
 * @param facts what the domain recorded when it was published (source, proof, catalog); the store
 *     does not read it
 */
public record Entry(
    ContentPath path,
    Sha256 blob,
    long sizeBytes,
    Instant modified,
    Kind kind,
    @Nullable Instant until,
    JsonNode facts) {

  /** How long a path keeps its meaning. */
  public enum Kind {
    /** Replaced in place: catalogs, the flag. Caches must ask each time. */
    POINTER,
    /** Never changes: packages. Caches may keep it for ever. */
    PACKAGE
  }

  /** This entry, kept until then for clients that are under way. */
  public Entry dropped(Instant keptUntil) {
    return new Entry(path, blob, sizeBytes, modified, kind, keptUntil, facts);
  }

  /** This entry, no longer about to go. */
  public Entry kept() {
    return new Entry(path, blob, sizeBytes, modified, kind, null, facts);
  }
}
