package org.livemirror.core.format;

/**
 * How much of an archive is read before it is refused.
 *
 * @param maxMembers members, folders included
 * @param maxTotalBytes unpacked bytes of all members together
 * @param maxRatio unpacked bytes for each packed byte of the whole archive; only beyond 1 MiB
 *     unpacked, as small text packs well
 * @param maxNameLength characters of a member's name
 * @param maxMemoryKiB what a 7z decoder may allocate (its dictionary)
 */
public record ArchiveLimits(
    int maxMembers, long maxTotalBytes, int maxRatio, int maxNameLength, int maxMemoryKiB) {
  /** Generous for the field's packages of 120 MB, and safe in a heap of 64 MB. */
  public static final ArchiveLimits DEFAULT =
      new ArchiveLimits(10_000, 8L << 30, 200, 500, 24 << 10);

  /** The same with another number of unpacked bytes. */
  public ArchiveLimits withMaxTotalBytes(long bytes) {
    return new ArchiveLimits(maxMembers, bytes, maxRatio, maxNameLength, maxMemoryKiB);
  }
}
