package org.livemirror.core.space;

/**
 * How much the store may take.
 *
 * @param quotaBytes greatest sum of the lengths of all blobs
 * @param freeBytes how much has to stay usable where the store lies
 */
public record SpaceLimits(long quotaBytes, long freeBytes) {
  /** As much as there is. */
  public static final SpaceLimits NONE = new SpaceLimits(Long.MAX_VALUE, 0);

  /** Whether there is a quota, so that what the store holds has to be counted. */
  boolean hasQuota() {
    return quotaBytes != Long.MAX_VALUE;
  }
}
