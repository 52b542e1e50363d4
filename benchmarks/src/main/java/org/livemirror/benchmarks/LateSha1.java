package org.livemirror.benchmarks;

import java.lang.management.ManagementFactory;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.livemirror.store.Digester;

/**
 * A program for a JVM of its own: hashes without SHA-1 for a while, then with it, and tells how
 * fast SHA-1 is from its first byte on.
 *
 * <p>Arguments: how the JVM meets SHA-1 ({@code late}: after the while; {@code early}: one byte of
 * it before anything else; {@code digester}: the while is spent in {@link Digester}), threads,
 * seconds of the while. The results go to the error stream, as the compiler writes to the other.
 */
public final class LateSha1 {
  /** Stands before the JVM's uptime in milliseconds when SHA-1 begins. */
  static final String MARK = "begun ";

  private static final long MEASURED_NANOS = 2_000_000_000L;

  private LateSha1() {}

  public static void main(String[] words) throws Exception {
    String mode = words[0];
    int threads = Integer.parseInt(words[1]);
    long whileNanos = Long.parseLong(words[2]) * 1_000_000_000L;
    if (mode.equals("early")) {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update((byte) 0);
      byte[] unused = sha1.digest();
    }
    try (Crew crew = new Crew(threads)) {
      crew.run(0, index -> without(mode, whileNanos));
      System.err.println(MARK + ManagementFactory.getRuntimeMXBean().getUptime());
      List<Start> starts = new ArrayList<>();
      crew.run(
          0,
          index -> {
            Start start = Start.measure();
            synchronized (starts) {
              starts.add(start);
            }
            return 1;
          });
      starts.forEach(System.err::println);
    }
  }

  private static double without(String mode, long nanos) throws Exception {
    byte[] bytes = new byte[64 << 10];
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    Digester digester = mode.equals("digester") ? new Digester() : null;
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      if (digester == null) {
        sha256.update(bytes);
      } else {
        digester.update(bytes, 0, bytes.length);
      }
    }
    return 1;
  }

  /**
   * SHA-1 of one thread from its first byte.
   *
   * @param slowMegabytes hashed before the rate stayed above half the steady one
   * @param slowMillis processor time of that
   * @param wallMillis time on the clock of that
   * @param steady MB/s at the end
   */
  record Start(double slowMegabytes, double slowMillis, double wallMillis, double steady) {
    static final String HEAD = "start ";

    static Start measure() throws Exception {
      Probe probe = new Probe("SHA-1");
      List<double[]> samples = new ArrayList<>();
      long start = System.nanoTime();
      while (System.nanoTime() - start < MEASURED_NANOS) {
        double rate = probe.megabytesPerSecond(1);
        samples.add(new double[] {rate, (System.nanoTime() - start) / 1e6});
      }
      double steady = Duel.median(samples.stream().mapToDouble(sample -> sample[0]).toArray());
      int last = lastOfSlow(samples, steady / 2);
      double megabytes = 0;
      double millis = 0;
      for (double[] sample : samples.subList(0, last)) {
        megabytes += 65536 / 1e6;
        millis += 65536 / 1e3 / sample[0];
      }
      return new Start(megabytes, millis, last == 0 ? 0 : samples.get(last - 1)[1], steady);
    }

    /** Where five samples in a row are fast for the first time. */
    private static int lastOfSlow(List<double[]> samples, double bound) {
      int fast = 0;
      for (int i = 0; i < samples.size(); i++) {
        fast = samples.get(i)[0] >= bound ? fast + 1 : 0;
        if (fast == 5) {
          return i - 4;
        }
      }
      return samples.size();
    }

    static Start parse(String line) {
      String[] words = line.split(" ", -1);
      return new Start(
          Double.parseDouble(words[1]),
          Double.parseDouble(words[2]),
          Double.parseDouble(words[3]),
          Double.parseDouble(words[4]));
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s%.2f %.2f %.2f %.0f",
          HEAD,
          slowMegabytes,
          slowMillis,
          wallMillis,
          steady);
    }
  }
}
