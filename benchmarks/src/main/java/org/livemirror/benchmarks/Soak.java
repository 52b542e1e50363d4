package org.livemirror.benchmarks;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.livemirror.core.trust.VerifiedPackage;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.file.HashedFile;

/**
 * A server's mix of verification for a long time, while SHA-1 is measured: hashing, inner guards,
 * catalogs, and SHA-256 alone.
 *
 * <p>Passes if no sample of ten seconds falls under half the median of all. Rates count processor
 * time of the measuring thread.
 */
final class Soak {
  private static final int SAMPLE_SECONDS = 10;
  private static final int PROBES_PER_SAMPLE = 100;
  private static final int UPDATES_PER_PROBE = 32;

  private final Material material;
  private final Verifier verifier;
  private final AtomicBoolean stopped = new AtomicBoolean();

  private Soak(Material material) {
    this.material = material;
    this.verifier = Material.verifier(material.key());
  }

  static boolean run(Material material, Duration length) throws Exception {
    return new Soak(material).run(length);
  }

  private boolean run(Duration length) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(3);
    List<Future<Void>> work = new ArrayList<>();
    for (Callable<Void> each : List.<Callable<Void>>of(this::files, this::catalogs, this::sha256)) {
      work.add(workers.submit(each));
    }
    try {
      double[] samples = sample(length);
      stopped.set(true);
      for (Future<Void> each : work) {
        each.get();
      }
      return judge(samples);
    } finally {
      stopped.set(true);
      workers.shutdown();
    }
  }

  private static double[] sample(Duration length) throws Exception {
    Probe probe = new Probe("SHA-1");
    double[] samples = new double[Math.max(1, (int) (length.toSeconds() / SAMPLE_SECONDS))];
    System.out.println();
    for (int i = 0; i < samples.length; i++) {
      double[] rates = new double[PROBES_PER_SAMPLE];
      double seconds = 0;
      double worst = Double.MAX_VALUE;
      long start = System.nanoTime();
      for (int k = 0; k < rates.length; k++) {
        double rate = probe.megabytesPerSecond(UPDATES_PER_PROBE);
        seconds += 1 / rate;
        worst = Math.min(worst, rate);
        long next = start + (k + 1) * (SAMPLE_SECONDS * 1_000_000_000L / PROBES_PER_SAMPLE);
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
      }
      samples[i] = rates.length / seconds;
      System.out.printf(
          Locale.ROOT,
          "soak %5d s  SHA-1 %5.0f MB/s  slowest probe of %d: %5.0f%n",
          (i + 1) * SAMPLE_SECONDS,
          samples[i],
          rates.length,
          worst);
    }
    return samples;
  }

  private static boolean judge(double[] samples) {
    double median = Duel.median(samples);
    double least = Double.MAX_VALUE;
    for (double sample : samples) {
      least = Math.min(least, sample);
    }
    boolean steady = least >= median / 2;
    System.out.printf(
        Locale.ROOT,
        "soak: %d samples, median %.0f MB/s, least %.0f MB/s (%.2f of it, target 0.50) %s%n",
        samples.length,
        median,
        least,
        least / median,
        steady ? "met" : "MISSED");
    return steady;
  }

  private Void files() throws Exception {
    for (int i = 0; !stopped.get(); i++) {
      Material.Pack each = material.packageAt(i);
      HashedFile file = HashedFile.of(each.file());
      VerifiedPackage unused = verifier.verifyPackage(each.catalog(), each.fileName(), file);
    }
    return null;
  }

  private Void catalogs() throws Exception {
    Catalogs catalogs = new Catalogs();
    while (!stopped.get()) {
      double unused = catalogs.verify(100);
    }
    return null;
  }

  private Void sha256() throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    byte[] bytes = new byte[64 << 10];
    while (!stopped.get()) {
      sha256.update(bytes);
    }
    return null;
  }
}
