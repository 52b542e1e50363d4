package org.livemirror.admin.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what happens on the HTTP plane. A call is a few additions to counters that are found by
 * index: nothing is looked up by name, and nothing is allocated once a kind of exchange has
 * occurred. Safe for all threads.
 */
public final class HttpMeters {
  private static final String[] METHODS = {"GET", "HEAD", "POST", "other"};

  private final RequestCounts requests = new RequestCounts(METHODS);
  private final Durations durations = new Durations(METHODS);
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder brokenOff = new LongAdder();
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final Map<String, LongAdder> turnedAway = new LinkedHashMap<>();

  /**
   * @param reasons why a connection can be turned away, as label values
   */
  public HttpMeters(Collection<String> reasons) {
    reasons.forEach(reason -> turnedAway.put(reason, new LongAdder()));
  }

  /** A connection was accepted. */
  public void opened() {
    opened.increment();
  }

  /** One that was accepted has ended. */
  public void closed() {
    closed.increment();
  }

  /** A connection was not served, for one of the reasons. */
  public void turnedAway(String reason) {
    LongAdder count = turnedAway.get(reason);
    if (count != null) {
      count.increment();
    }
  }

  /**
   * An exchange has ended.
   *
   * @param method as the client sent it: only known ones are told apart
   * @param status what was sent; anything else than 100 to 599 if nothing was
   * @param bytes of the body that were sent
   * @param whole whether all of it was sent
   */
  public void ended(String method, int status, long bytes, boolean whole, long tookNanos) {
    int index = index(method);
    requests.increment(index, status);
    durations.record(index, tookNanos);
    sentBytes.add(bytes);
    if (!whole) {
      brokenOff.increment();
    }
  }

  private static int index(String method) {
    return switch (method) {
      case "GET" -> 0;
      case "HEAD" -> 1;
      case "POST" -> 2;
      default -> 3;
    };
  }

  /** Connections open now. */
  public long connections() {
    // In this order, so that one that comes and goes meanwhile does not make it negative.
    long ended = closed.sum();
    return opened.sum() - ended;
  }

  void bindTo(PrometheusMeterRegistry registry) {
    registry.getPrometheusRegistry().register(requests);
    registry.getPrometheusRegistry().register(durations);
    Binding binding = new Binding(registry);
    binding.bytes("livemirror.http.sent", "Bytes of bodies that were sent", sentBytes);
    binding.counter("livemirror.http.broken.off", "Answers that were not sent whole", brokenOff);
    binding.counter("livemirror.http.connections.accepted", "Connections accepted", opened);
    turnedAway.forEach(
        (reason, count) ->
            binding.counter(
                "livemirror.http.connections.turned.away",
                "Connections that were not served",
                count,
                "reason",
                reason));
  }
}
