package org.livemirror.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.livemirror.admin.metrics.HttpMeters;
import org.livemirror.admin.metrics.Metrics;
import org.livemirror.admin.metrics.MirrorMeters;
import org.livemirror.http.exchange.Exchange;
import org.livemirror.http.exchange.HttpEvents;
import org.livemirror.store.ContentPath;

/** What the HTTP plane tells reaches the metrics. */
final class HttpRecorderTest {
  private final HttpMeters meters = HttpRecorder.newMeters();
  private final HttpRecorder recorder = new HttpRecorder(meters);

  private List<String> lines() {
    try (Metrics metrics = new Metrics(meters, new MirrorMeters(List.of()), List.of(), "1")) {
      return metrics.text(Optional.empty()).lines().toList();
    }
  }

  @Test
  void exchange_thatEnded_isCounted() {
    recorder.ended(new Ended("GET", 206, 1234, true, 2_000_000));

    assertThat(lines())
        .contains(
            "livemirror_http_requests_total{method=\"GET\",status=\"206\"} 1.0",
            "livemirror_http_sent_bytes_total 1234.0",
            "livemirror_http_broken_off_total 0.0",
            "livemirror_http_request_duration_seconds_bucket{method=\"GET\",le=\"0.0025\"} 1",
            "livemirror_http_request_duration_seconds_sum{method=\"GET\"} 0.002");
  }

  @Test
  void connections_comingAndGoing_areCounted() {
    recorder.opened();
    recorder.opened();
    recorder.closed();

    assertThat(meters.connections()).isEqualTo(1);
  }

  @Test
  void connections_turnedAway_areCountedByEachReason() {
    for (HttpEvents.Reason reason : HttpEvents.Reason.values()) {
      recorder.turnedAway(InetAddress.getLoopbackAddress(), reason);
    }

    assertThat(lines().stream().filter(line -> line.contains("turned_away_total{")))
        .hasSize(HttpEvents.Reason.values().length)
        .allMatch(line -> line.endsWith(" 1.0"));
  }

  private record Ended(String method, int status, long sentBytes, boolean whole, long tookNanos)
      implements Exchange {
    @Override
    public InetAddress client() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public @Nullable String user() {
      return null;
    }

    @Override
    public String target() {
      return "/";
    }

    @Override
    public String protocol() {
      return "HTTP/1.1";
    }

    @Override
    public @Nullable String referer() {
      return null;
    }

    @Override
    public @Nullable String userAgent() {
      return null;
    }

    @Override
    public Optional<ContentPath> content() {
      return Optional.empty();
    }

    @Override
    public long startedMillis() {
      return 0;
    }
  }
}
