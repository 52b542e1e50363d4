package org.livemirror.app.wiring;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.livemirror.app.config.Config.SourceConfig;
import org.livemirror.app.config.ConfigException;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.pull.Repairs;
import org.livemirror.core.scrub.Damage;
import org.livemirror.store.Entry;
import org.livemirror.store.Sha256;

/** Takes each damaged blob to the source that brought it. */
final class Repairing {
  private final Mirror mirror;
  private final Duration patience;

  Repairing(Mirror mirror, Duration patience) {
    this.mirror = mirror;
    this.patience = patience;
  }

  /** Why each blob that is still lost is. */
  Map<Sha256, String> repair(List<Damage> damages) throws ConfigException {
    Map<Sha256, String> lost = new LinkedHashMap<>();
    Map<String, List<Damage>> bySource = new LinkedHashMap<>();
    for (Damage each : damages) {
      if (!each.outOfService()) {
        lost.put(each.blob(), each.done());
      } else if (!each.entries().get(0).path().equals(Publisher.FLAG)) {
        bySource.computeIfAbsent(each.source(), source -> new ArrayList<>()).add(each);
      }
    }
    for (Map.Entry<String, List<Damage>> each : bySource.entrySet()) {
      ofSource(each.getKey(), each.getValue(), lost);
    }
    return lost;
  }

  private void ofSource(String name, List<Damage> damages, Map<Sha256, String> lost)
      throws ConfigException {
    Optional<SourceConfig> source =
        mirror.config().sources().stream().filter(each -> each.name().equals(name)).findFirst();
    if (source.isEmpty()) {
      String reason =
          name.equals(Mirror.IMPORT)
              ? "it was imported by hand: import it again"
              : "its source " + name + " is not in the settings any more";
      damages.forEach(each -> lost.put(each.blob(), reason));
      return;
    }
    Map<Integer, List<Entry>> entries = new LinkedHashMap<>();
    for (Damage each : damages) {
      entries
          .computeIfAbsent(each.generation(), generation -> new ArrayList<>())
          .add(each.entries().get(0));
    }
    try {
      Repairs repairs = mirror.repair(source.get(), entries, patience);
      repairs.lost().forEach(each -> lost.put(each.blob(), each.reason()));
    } catch (IOException e) {
      damages.forEach(each -> lost.put(each.blob(), String.valueOf(e.getMessage())));
    }
  }
}
