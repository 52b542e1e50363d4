package org.livemirror.admin.metrics;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.Closeable;
import java.util.Collection;
import java.util.Optional;
import org.livemirror.admin.status.Status;

/**
 * All metrics of a process: what meters counted, the server's status, the JVM. Made once, after the
 * meters, which need nothing of it to count. Safe for all threads.
 */
public final class Metrics implements Closeable {
  /** The type of {@link #text}. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final StatusGauges gauges;

  /**
   * @param sources the names of the settings
   */
  public Metrics(HttpMeters http, MirrorMeters mirror, Collection<String> sources, String version) {
    Binding binding = new Binding(registry);
    http.bindTo(registry);
    mirror.bindTo(binding);
    gauges = new StatusGauges(binding, sources);
    binding.gauge(
        "livemirror.info", null, "The version that runs; always 1", () -> 1, "version", version);
    collections.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /**
   * Everything in Prometheus' text format, a few milliseconds of work.
   *
   * @param status of the server now; empty while it starts
   */
  public String text(Optional<Status> status) {
    gauges.set(status);
    return registry.scrape(CONTENT_TYPE);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
