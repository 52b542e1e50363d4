package org.livemirror.admin.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives a registry the counters and gauges of this package, whose numbers are kept elsewhere. */
record Binding(MeterRegistry registry) {
  void counter(String name, String help, LongAdder count, String... labels) {
    counter(name, null, help, count, labels);
  }

  void bytes(String name, String help, LongAdder count, String... labels) {
    counter(name, "bytes", help, count, labels);
  }

  /** A sum of time, kept in milliseconds. */
  void seconds(String name, String help, LongAdder millis, String... labels) {
    FunctionCounter.builder(name, millis, sum -> sum.sum() / 1000.0)
        .baseUnit("seconds")
        .description(help)
        .tags(labels)
        .register(registry);
  }

  private void counter(
      String name, @Nullable String unit, String help, LongAdder count, String... labels) {
    FunctionCounter.builder(name, count, LongAdder::sum)
        .baseUnit(unit)
        .description(help)
        .tags(labels)
        .register(registry);
  }

  /** {@code NaN} is for what is not known. */
  void gauge(
      String name, @Nullable String unit, String help, Supplier<Number> value, String... labels) {
    Gauge.builder(name, value).baseUnit(unit).description(help).tags(labels).register(registry);
  }
}
