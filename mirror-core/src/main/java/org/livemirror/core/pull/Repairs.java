package org.livemirror.core.pull;

import java.util.List;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Sha256;

/**
 * What became of files whose blobs were damaged or missing.
 *
 * @param repaired what is served again
 * @param lost what could not be had, and why
 */
public record Repairs(List<ContentPath> repaired, List<Lost> lost) {
  /** Nothing was damaged. */
  public static final Repairs NONE = new Repairs(List.of(), List.of());

  public Repairs {
    repaired = List.copyOf(repaired);
    lost = List.copyOf(lost);
  }

  /** A file that is still not there. */
  public record Lost(ContentPath path, Sha256 blob, String reason) {}
}
