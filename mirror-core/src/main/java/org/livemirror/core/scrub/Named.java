package org.livemirror.core.scrub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.livemirror.core.publish.Origins;
import org.livemirror.core.scrub.Damage.Check;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.Pointer;
import org.livemirror.store.Sha256;

/**
 * The blobs that generations name, each with one generation that does: a served one if there is
 * one, else the newest. Loading a generation reads its pages and holds each against its name. For
 * one thread.
 */
final class Named {
  /** Ascending, as the names sort. */
  static final Comparator<Sha256> ORDER =
      ((Comparator<Sha256>) (a, b) -> Long.compareUnsigned(a.w0(), b.w0()))
          .thenComparing((a, b) -> Long.compareUnsigned(a.w1(), b.w1()))
          .thenComparing((a, b) -> Long.compareUnsigned(a.w2(), b.w2()))
          .thenComparing((a, b) -> Long.compareUnsigned(a.w3(), b.w3()));

  private final ContentStore store;
  private final Map<Sha256, Integer> generations = new HashMap<>();
  private final Set<Integer> served = new HashSet<>();
  private final List<String> damagedGenerations = new ArrayList<>();
  private @Nullable Generation loaded;

  private Named(ContentStore store) {
    this.store = store;
  }

  /** What the channels serve. */
  static Named served(ContentStore store) throws IOException {
    Named named = new Named(store);
    for (Channel channel : Channel.values()) {
      try {
        store.generations().pointer(channel).map(Pointer::generation).ifPresent(named.served::add);
        store.generations().current(channel).ifPresent(named::add);
      } catch (DamagedStoreException e) {
        named.damagedGenerations.add(channel + ": " + e.getMessage());
      }
    }
    return named;
  }

  /** All that is kept. */
  static Named all(ContentStore store) throws IOException {
    Named named = served(store);
    List<Integer> numbers = new ArrayList<>(store.generations().numbers());
    numbers.removeAll(named.served);
    Collections.reverse(numbers);
    for (int number : numbers) {
      try {
        named.add(store.generations().load(number));
      } catch (DamagedStoreException e) {
        if (store.generations().numbers().contains(number)) {
          named.damagedGenerations.add(e.getMessage() + "; or forget that generation");
        }
      }
    }
    return named;
  }

  private void add(Generation generation) {
    for (Entry entry : generation.entries()) {
      generations.putIfAbsent(entry.blob(), generation.number());
    }
    loaded = generation;
  }

  /** All blobs, ascending; the caller's to change. */
  List<Sha256> blobs() {
    List<Sha256> blobs = new ArrayList<>(generations.keySet());
    blobs.sort(ORDER);
    loaded = null;
    return blobs;
  }

  Optional<Integer> generation(Sha256 blob) {
    return Optional.ofNullable(generations.get(blob));
  }

  /** One line each: what is wrong, and what to do. */
  List<String> damagedGenerations() {
    return damagedGenerations;
  }

  /** What a check of a named blob means for those who want its files. */
  Damage damage(Sha256 blob, Check check) throws IOException {
    Generation generation = load(generation(blob).orElseThrow());
    List<Entry> entries =
        generation.entries().stream().filter(entry -> entry.blob().equals(blob)).toList();
    return new Damage(
        blob,
        check.kind().orElseThrow(),
        generation.number(),
        entries,
        Origins.source(generation, entries.get(0)),
        check.found(),
        check.kind().get() == Damage.Kind.MISSING,
        "nothing yet");
  }

  private Generation load(int number) throws IOException {
    Generation last = loaded;
    if (last == null || last.number() != number) {
      last = store.generations().load(number);
      loaded = last;
    }
    return last;
  }
}
