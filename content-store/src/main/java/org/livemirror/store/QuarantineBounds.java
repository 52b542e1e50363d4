package org.livemirror.store;

import java.util.ArrayList;
import java.util.List;

/** How much a quarantine keeps. */
public record QuarantineBounds(int maxItems, long maxBytes) {
  /** Room for every catalog of a large mirror, and little enough for any disk. */
  public static final QuarantineBounds DEFAULT = new QuarantineBounds(100, 256L << 20);

  /** Whether content of that length can be kept at all. */
  public boolean admits(long sizeBytes) {
    return sizeBytes <= maxBytes;
  }

  /** Those of the items, oldest first, that have to go before content of that length comes. */
  public List<QuarantineItem> leaving(List<QuarantineItem> oldestFirst, long sizeBytes) {
    List<QuarantineItem> leaving = new ArrayList<>();
    int items = oldestFirst.size() + 1;
    long bytes = sizeBytes + oldestFirst.stream().mapToLong(QuarantineItem::sizeBytes).sum();
    for (QuarantineItem oldest : oldestFirst) {
      if (items <= maxItems && bytes <= maxBytes) {
        break;
      }
      leaving.add(oldest);
      items--;
      bytes -= oldest.sizeBytes();
    }
    return leaving;
  }
}
