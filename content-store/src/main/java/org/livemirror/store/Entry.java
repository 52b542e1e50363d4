package org.livemirror.store;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file of a generation. What the domain recorded about it (source, proof, catalog) lies in the
 * generation's pages and not here, so that a large generation stays small in memory: see {@link
 * Generation#facts}. Immutable.
 */
public final class Entry {
  /** The time until which a file that is there to stay is kept. */
  static final long NOT_DROPPED = Long.MAX_VALUE;

  private final ContentPath path;
  private final Sha256 blob;
  private final long sizeBytes;
  private final long modifiedSeconds;
  private final long untilSeconds;
  private final Kind kind;

  /** From what a page has, in seconds. */
  Entry(
      ContentPath path,
      Sha256 blob,
      long sizeBytes,
      long modifiedSeconds,
      long untilSeconds,
      Kind kind) {
    this.path = path;
    this.blob = blob;
    this.sizeBytes = sizeBytes;
    this.modifiedSeconds = modifiedSeconds;
    this.untilSeconds = untilSeconds;
    this.kind = kind;
  }

  /** A file that is there to stay. Of {@code modified} whole seconds are kept. */
  public Entry(ContentPath path, Sha256 blob, long sizeBytes, Instant modified, Kind kind) {
    this(path, blob, sizeBytes, modified.getEpochSecond(), NOT_DROPPED, kind);
  }

  /** How long a path keeps its meaning. */
  public enum Kind {
    /** Replaced in place: catalogs, the flag. Caches must ask each time. */
    POINTER,
    /** Never changes: packages. Caches may keep it for ever. */
    PACKAGE
  }

  /** Where clients find it. */
  public ContentPath path() {
    return path;
  }

  /** Its bytes. */
  public Sha256 blob() {
    return blob;
  }

  public long sizeBytes() {
    return sizeBytes;
  }

  /** The time clients are told, in whole seconds. */
  public Instant modified() {
    return Instant.ofEpochSecond(modifiedSeconds);
  }

  /** Whether the bytes behind the path may change at a publish. */
  public Kind kind() {
    return kind;
  }

  /**
   * Set on a file that the newest publish dropped: it is kept for clients that are under way, until
   * then.
   */
  public Optional<Instant> until() {
    return isDropped() ? Optional.of(Instant.ofEpochSecond(untilSeconds)) : Optional.empty();
  }

  /** Whether it is only kept for clients that are under way. */
  public boolean isDropped() {
    return untilSeconds != NOT_DROPPED;
  }

  /** This entry, kept until then for clients that are under way. */
  public Entry dropped(Instant keptUntil) {
    return new Entry(path, blob, sizeBytes, modifiedSeconds, keptUntil.getEpochSecond(), kind);
  }

  /** This entry, no longer about to go. */
  public Entry kept() {
    return isDropped()
        ? new Entry(path, blob, sizeBytes, modifiedSeconds, NOT_DROPPED, kind)
        : this;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Entry entry
            && blob.equals(entry.blob)
            && sizeBytes == entry.sizeBytes
            && modifiedSeconds == entry.modifiedSeconds
            && untilSeconds == entry.untilSeconds
            && kind == entry.kind
            && path.toString().equals(entry.path.toString()));
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, blob);
  }

  @Override
  public String toString() {
    return path + " " + blob + (isDropped() ? " until " + until().orElseThrow() : "");
  }
}
