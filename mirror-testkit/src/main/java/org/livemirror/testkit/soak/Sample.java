package org.livemirror.testkit.soak;

import java.util.List;
import java.util.function.ToLongFunction;

/** What a server takes at one moment; the heap after a full collection. */
record Sample(long heapBytes, long residentBytes, long openFiles) {
  /**
   * How one of its numbers went: the median of the first third of samples and of the last.
   *
   * @param bound how much more the last may be
   */
  record Trend(String what, long first, long last, long bound) {
    static Trend of(String what, List<Sample> samples, ToLongFunction<Sample> number, long bound) {
      int third = Math.max(1, samples.size() / 3);
      return new Trend(
          what,
          median(samples.subList(0, third), number),
          median(samples.subList(samples.size() - third, samples.size()), number),
          bound);
    }

    private static long median(List<Sample> samples, ToLongFunction<Sample> number) {
      return samples.stream().mapToLong(number).sorted().toArray()[samples.size() / 2];
    }

    boolean isFlat() {
      return last - first <= bound;
    }
  }

  /** The trends that a soak has to keep flat. */
  static List<Trend> trends(List<Sample> samples, int clients) {
    return List.of(
        Trend.of("heap after collection, KB", samples, each -> each.heapBytes() >> 10, 16 << 10),
        Trend.of("resident memory, KB", samples, each -> each.residentBytes() >> 10, 96 << 10),
        Trend.of("open files", samples, Sample::openFiles, 2L * clients));
  }
}
