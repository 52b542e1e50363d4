package org.livemirror.admin.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How long requests took, by method: a histogram of plain adders, as Micrometer's timers contend
 * for one counter a bucket when many event loops record at once. Safe for all threads.
 */
final class Durations implements Collector {
  private static final String NAME = "livemirror_http_request_duration_seconds";

  /** From what a catalog takes out of memory to a large package on a slow line. */
  private static final double[] BOUNDS_SECONDS = {
    0.000_1, 0.000_5, 0.002_5, 0.01, 0.05, 0.25, 1, 5, 30, 120, Double.POSITIVE_INFINITY
  };

  private static final long[] BOUNDS_NANOS = new long[BOUNDS_SECONDS.length];

  static {
    for (int i = 0; i < BOUNDS_NANOS.length; i++) {
      BOUNDS_NANOS[i] = (long) (BOUNDS_SECONDS[i] * TimeUnit.SECONDS.toNanos(1));
    }
  }

  private final String[] methods;
  private final LongAdder[][] buckets;
  private final LongAdder[] nanos;

  Durations(String... methods) {
    this.methods = methods.clone();
    this.buckets = new LongAdder[methods.length][BOUNDS_NANOS.length];
    this.nanos = new LongAdder[methods.length];
    for (int method = 0; method < methods.length; method++) {
      nanos[method] = new LongAdder();
      for (int i = 0; i < BOUNDS_NANOS.length; i++) {
        buckets[method][i] = new LongAdder();
      }
    }
  }

  void record(int method, long tookNanos) {
    int bucket = 0;
    while (tookNanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    buckets[method][bucket].increment();
    nanos[method].add(tookNanos);
  }

  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder snapshot =
        HistogramSnapshot.builder()
            .name(NAME)
            .help("From the first byte of a request to the last of its answer");
    for (int method = 0; method < methods.length; method++) {
      long[] counts = new long[BOUNDS_NANOS.length];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = buckets[method][i].sum();
      }
      snapshot.dataPoint(
          HistogramSnapshot.HistogramDataPointSnapshot.builder()
              .labels(Labels.of("method", methods[method]))
              .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS_SECONDS, counts))
              .sum(nanos[method].sum() / (double) TimeUnit.SECONDS.toNanos(1))
              .build());
    }
    return snapshot.build();
  }
}
