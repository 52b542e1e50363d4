package org.livemirror.core.scrub;

import java.util.List;
import java.util.Optional;
import org.livemirror.store.Digests;
import org.livemirror.store.Entry;
import org.livemirror.store.Sha256;

/**
 * A blob that is not what its name says.
 *
 * @param generation the newest generation that names it
 * @param entries what that generation serves of it; at least one
 * @param source where it came from
 * @param found what is there instead: one phrase for the operator
 * @param outOfService whether it is no longer under its name, so that nobody is sent it
 * @param done what was done with it, or why nothing was
 */
public record Damage(
    Sha256 blob,
    Kind kind,
    int generation,
    List<Entry> entries,
    String source,
    String found,
    boolean outOfService,
    String done) {
  public Damage {
    entries = List.copyOf(entries);
  }

  /** How a blob is damaged. */
  public enum Kind {
    /** The store does not hold it. */
    MISSING,
    /** Other bytes than its name says. */
    ALTERED,
    /** The disk does not give its bytes. */
    UNREADABLE
  }

  /** What should be there. */
  public String expected() {
    return "SHA-256 " + blob + ", " + entries.get(0).sizeBytes() + " bytes";
  }

  /** One line for the operator. */
  public String message() {
    return entries.get(0).path()
        + (entries.size() > 1 ? " and " + (entries.size() - 1) + " more" : "")
        + " of generation "
        + generation
        + ": found "
        + found
        + " (expected "
        + expected()
        + ")";
  }

  Damage with(boolean isOutOfService, String whatWasDone) {
    return new Damage(blob, kind, generation, entries, source, found, isOutOfService, whatWasDone);
  }

  /**
   * What reading a blob tells of it.
   *
   * @param kind empty if it is whole
   * @param digests of the bytes that are there, if they are others
   */
  record Check(Optional<Kind> kind, String found, Optional<Digests> digests) {
    static final Check WHOLE = new Check(Optional.empty(), "", Optional.empty());

    static Check of(Kind kind, String found) {
      return new Check(Optional.of(kind), found, Optional.empty());
    }

    static Check altered(Digests found) {
      return new Check(
          Optional.of(Kind.ALTERED),
          "SHA-256 " + found.sha256() + ", " + found.sizeBytes() + " bytes",
          Optional.of(found));
    }
  }
}
