package org.livemirror.core.publish;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Generation;

/**
 * What to serve, and to build on, where a pointer or what it names is damaged: the newest
 * generation that is whole and was neither only tested nor rolled back.
 */
final class Fallback {
  private Fallback() {}

  /** That generation; empty if there is none. */
  static Optional<Generation> find(ContentStore store) throws IOException {
    Releases releases = releases(store);
    Set<Integer> tested =
        releases.trials().stream().map(Releases.Trial::generation).collect(Collectors.toSet());
    List<Integer> numbers = store.generations().numbers();
    for (int i = numbers.size() - 1; i >= 0; i--) {
      if (!tested.contains(numbers.get(i))) {
        try {
          Generation generation = store.generations().load(numbers.get(i));
          if (releases.rolledBackIn(generation).isEmpty()) {
            return Optional.of(generation);
          }
        } catch (DamagedStoreException e) {
          // the next older one, then
        }
      }
    }
    return Optional.empty();
  }

  /** Damage seldom comes alone: without what was decided, every generation may be served. */
  private static Releases releases(ContentStore store) throws IOException {
    try {
      return Releases.read(store.documents());
    } catch (DamagedStoreException e) {
      return new Releases();
    }
  }
}
