package org.livemirror.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * Two ways to do one piece of work, measured in alternating samples.
 *
 * <p>A shared machine changes its speed by the minute, so only medians of samples that lie close
 * together are compared, and who goes first changes with every pair.
 *
 * @param name what is measured, for the table
 * @param unit what a rate counts, such as {@code GB/s}
 * @param target the least ratio of our rate to the baseline's
 */
record Duel(String name, String unit, double target) {
  /** One sample of one side: does the work of that index and tells how much it was. */
  interface Side {
    /** Units done: such as GB, or operations. */
    double run(int index) throws Exception;
  }

  /** Medians of both rates. */
  record Result(Duel duel, double ours, double baseline) {
    double ratio() {
      return ours / baseline;
    }

    boolean isMet() {
      return ratio() >= duel.target;
    }

    static final String HEADER =
        String.format(
            Locale.ROOT,
            "%-34s %11s %11s %-6s %6s %7s",
            "measured",
            "ours",
            "baseline",
            "unit",
            "ratio",
            "target");

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-34s %11.3f %11.3f %-6s %6.2f %7.2f %s",
          duel.name,
          ours,
          baseline,
          duel.unit,
          ratio(),
          duel.target,
          isMet() ? "met" : "MISSED");
    }
  }

  /** Runs {@code warmUps} pairs that do not count and then {@code pairs} that do. */
  Result run(int warmUps, int pairs, Side ours, Side baseline) throws Exception {
    double[] oursRates = new double[pairs];
    double[] baselineRates = new double[pairs];
    for (int i = -warmUps; i < pairs; i++) {
      int index = i + warmUps;
      double oursFirst = i % 2 == 0 ? rate(ours, index) : 0;
      double baselineRate = rate(baseline, index);
      double oursRate = i % 2 == 0 ? oursFirst : rate(ours, index);
      if (i >= 0) {
        oursRates[i] = oursRate;
        baselineRates[i] = baselineRate;
      }
    }
    Result result = new Result(this, median(oursRates), median(baselineRates));
    System.out.println(result);
    return result;
  }

  private static double rate(Side side, int index) throws Exception {
    long start = System.nanoTime();
    double done = side.run(index);
    return done / ((System.nanoTime() - start) / 1e9);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
