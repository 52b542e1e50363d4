package org.livemirror.core.publish;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.catalog.PackageName;
import org.livemirror.store.Entry;

/**
 * How packages go that no catalog names any more: after a grace time, except for the newest deltas
 * of each series, which stay for clients that hold an older catalog.
 *
 * @param now when this is decided
 * @param grace how long a package stays after it was named last
 * @param deltas from how many revisions deltas stay, the newest ones of each series
 */
record Leaving(Instant now, Duration grace, int deltas) {
  /** When a package goes that was named until {@code then}. */
  Instant keptUntil(Instant then) {
    return then.plus(grace).truncatedTo(ChronoUnit.SECONDS);
  }

  /** Those that stay for now, as dropped. */
  List<Entry> stay(List<Entry> unnamed) {
    Set<Entry> lasting = newestDeltas(unnamed);
    List<Entry> stay = new ArrayList<>();
    for (Entry entry : unnamed) {
      if (!entry.isDropped()) {
        stay.add(entry.dropped(keptUntil(now)));
      } else if (entry.until().orElseThrow().isAfter(now) || lasting.contains(entry)) {
        stay.add(entry);
      }
    }
    return stay;
  }

  private Set<Entry> newestDeltas(List<Entry> unnamed) {
    List<Delta> newestFirst = new ArrayList<>();
    unnamed.forEach(entry -> Delta.of(entry).ifPresent(newestFirst::add));
    newestFirst.sort(Comparator.comparingLong(Delta::from).reversed());
    Map<String, Set<Long>> revisions = new HashMap<>();
    Set<Entry> newest = new HashSet<>();
    for (Delta delta : newestFirst) {
      Set<Long> ofSeries = revisions.computeIfAbsent(delta.series(), unused -> new HashSet<>());
      if (ofSeries.contains(delta.from()) || ofSeries.size() < deltas) {
        ofSeries.add(delta.from());
        newest.add(delta.entry());
      }
    }
    return newest;
  }

  private record Delta(Entry entry, String series, long from) {
    static Optional<Delta> of(Entry entry) {
      String fileName = entry.path().fileName();
      String path = entry.path().toString();
      String folder = path.substring(0, path.length() - fileName.length());
      return PackageName.parse(fileName)
          .filter(name -> name.deltaFrom().isPresent())
          .map(
              name ->
                  new Delta(
                      entry,
                      (folder + name.series()).toLowerCase(Locale.ROOT),
                      name.deltaFrom().getAsLong()));
    }
  }
}
