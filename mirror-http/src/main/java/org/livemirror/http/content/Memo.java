package org.livemirror.http.content;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.livemirror.store.Generation;

/**
 * What request targets mean in the generation that a channel serves, each at the place of its hash,
 * the last one winning. It goes with its generation, so that none is kept that is served no more.
 * Safe for all threads: of two that write at once either is right.
 */
final class Memo {
  /** How many targets are remembered; a longer target is not. */
  private static final int PLACES = 8192;

  private static final int LONGEST_TARGET = 256;

  private final Supplier<Generation> current;
  private volatile Of memo;

  private record Of(Generation generation, AtomicReferenceArray<@Nullable Known> places) {
    Of(Generation generation) {
      this(generation, new AtomicReferenceArray<>(PLACES));
    }
  }

  /**
   * What a target means.
   *
   * @param file none if there is nothing
   */
  record Known(String target, @Nullable ServedFile file) {}

  Memo(Supplier<Generation> current) {
    this.current = current;
    this.memo = new Of(current.get());
  }

  /** What a target means now; none if it was not asked for in this generation, or long ago. */
  @Nullable Known find(String target) {
    Of of = memo;
    Known last = of.places().get(place(target));
    return last != null && last.target().equals(target) && of.generation() == current.get()
        ? last
        : null;
  }

  void put(Generation generation, Known known) {
    if (known.target().length() > LONGEST_TARGET) {
      return;
    }
    Of of = memo;
    if (of.generation() != generation) {
      of = new Of(generation);
      memo = of;
    }
    of.places().set(place(known.target()), known);
  }

  private static int place(String target) {
    int hash = target.hashCode() * 0x9e3779b1;
    return hash >>> (32 - Integer.numberOfTrailingZeros(PLACES));
  }
}
