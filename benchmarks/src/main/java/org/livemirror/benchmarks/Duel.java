package org.livemirror.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Two ways to do one piece of work, measured in alternating samples.
 *
 * <p>A shared machine changes its speed by the minute, so only medians of samples that lie close
 * together are compared, and who goes first changes with every pair.
 *
 * @param name what is measured, for the table
 * @param unit what a rate counts, such as {@code GB/s}
 * @param target the least ratio of our rate to the baseline's; 0 for none
 */
record Duel(String name, String unit, double target) {
  private static final OperatingSystemMXBean JVM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** One sample of one side: does the work of that index and tells how much it was. */
  interface Side {
    /** Units done: such as GB, or operations. */
    double run(int index) throws Exception;
  }

  /**
   * Work done by time on the clock and by the processor time of the whole JVM, in seconds. Where
   * others use the processors too, the second is the steadier of the two.
   */
  private record Sample(double rate, double cpuRate) {
    private static Sample of(Side side, int index) throws Exception {
      long cpuStart = JVM.getProcessCpuTime();
      long start = System.nanoTime();
      double done = side.run(index);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Sample(done / seconds, done / ((JVM.getProcessCpuTime() - cpuStart) / 1e9));
    }

    private static Sample median(List<Sample> samples) {
      return new Sample(
          Duel.median(samples.stream().mapToDouble(Sample::rate).toArray()),
          Duel.median(samples.stream().mapToDouble(Sample::cpuRate).toArray()));
    }
  }

  /** Medians of both sides. */
  record Result(Duel duel, Sample ours, Sample baseline) {
    static final String HEADER =
        String.format(
            Locale.ROOT,
            "%-22s %10s %10s %-5s %6s %7s %7s",
            "measured",
            "ours",
            "baseline",
            "unit",
            "ratio",
            "by CPU",
            "target");

    boolean isMet() {
      return ratio() >= duel.target;
    }

    private double ratio() {
      return ours.rate() / baseline.rate();
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-22s %10.3f %10.3f %-5s %6.2f %7.2f %7.2f %s",
          duel.name,
          ours.rate(),
          baseline.rate(),
          duel.unit,
          ratio(),
          ours.cpuRate() / baseline.cpuRate(),
          duel.target,
          duel.target == 0 ? "" : isMet() ? "met" : "MISSED");
    }
  }

  /** Runs {@code warmUps} pairs that do not count and then {@code pairs} that do. */
  Result run(int warmUps, int pairs, Side ours, Side baseline) throws Exception {
    List<Sample> oursSamples = new ArrayList<>();
    List<Sample> baselineSamples = new ArrayList<>();
    for (int index = 0; index < warmUps + pairs; index++) {
      boolean oursFirst = index % 2 == 0;
      Sample first = Sample.of(oursFirst ? ours : baseline, index);
      Sample second = Sample.of(oursFirst ? baseline : ours, index);
      if (index >= warmUps) {
        oursSamples.add(oursFirst ? first : second);
        baselineSamples.add(oursFirst ? second : first);
      }
    }
    Result result = new Result(this, Sample.median(oursSamples), Sample.median(baselineSamples));
    System.out.println(result);
    return result;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
