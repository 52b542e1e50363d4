package org.livemirror.admin.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Requests by method and status, counted without a look-up by name. Only what occurred is told.
 * Safe for all threads.
 */
final class RequestCounts implements Collector {
  private static final String NAME = "livemirror_http_requests";
  private static final int FIRST_STATUS = 100;
  private static final int STATUSES = 500;

  private final String[] methods;

  /** By method and status; the last place of a method is for requests without an answer. */
  private final AtomicReferenceArray<@Nullable LongAdder> counts;

  RequestCounts(String... methods) {
    this.methods = methods.clone();
    this.counts = new AtomicReferenceArray<>(methods.length * (STATUSES + 1));
  }

  void increment(int method, int status) {
    int at = status - FIRST_STATUS;
    int place = method * (STATUSES + 1) + (at >= 0 && at < STATUSES ? at : STATUSES);
    LongAdder count = counts.get(place);
    if (count == null) {
      LongAdder fresh = new LongAdder();
      LongAdder other = counts.compareAndExchange(place, null, fresh);
      count = other == null ? fresh : other;
    }
    count.increment();
  }

  @Override
  public MetricSnapshot collect() {
    CounterSnapshot.Builder snapshot =
        CounterSnapshot.builder().name(NAME).help("Requests by method and status of the answer");
    for (int place = 0; place < counts.length(); place++) {
      LongAdder count = counts.get(place);
      if (count != null) {
        int at = place % (STATUSES + 1);
        snapshot.dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(
                    Labels.of(
                        "method",
                        methods[place / (STATUSES + 1)],
                        "status",
                        at == STATUSES ? "none" : String.valueOf(FIRST_STATUS + at)))
                .value((double) count.sum())
                .build());
      }
    }
    return snapshot.build();
  }
}
