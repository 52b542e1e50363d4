package org.livemirror.core.publish;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Generation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients were served until a promotion put another generation in its place, which may have
 * dropped its packages long before.
 *
 * @param keptUntil how long its packages are served still; empty if all of it is served now
 */
record Replaced(Generation generation, Optional<Instant> keptUntil) {
  private static final Logger LOG = LoggerFactory.getLogger(Replaced.class);

  /** Served now, and to be replaced by what is tested. */
  static Replaced later(Generation production) {
    return new Replaced(production, Optional.empty());
  }

  /** What production served before, if it was promoted and nothing was published to it since. */
  static List<Replaced> before(
      Optional<Generation> production, ContentStore store, Releases releases, Instant now)
      throws IOException {
    Optional<Releases.Promotion> promotion =
        releases
            .promotion()
            .filter(each -> production.filter(it -> it.number() == each.promoted()).isPresent())
            .filter(each -> each.keptUntil().isAfter(now));
    if (promotion.isEmpty()
        || !store.generations().numbers().contains(promotion.get().replaced())) {
      return List.of();
    }
    try {
      Generation replaced = store.generations().load(promotion.get().replaced());
      return List.of(new Replaced(replaced, Optional.of(promotion.get().keptUntil())));
    } catch (DamagedStoreException e) {
      LOG.warn("{}; packages that only it serves are left out now", e.getMessage());
      return List.of();
    }
  }
}
