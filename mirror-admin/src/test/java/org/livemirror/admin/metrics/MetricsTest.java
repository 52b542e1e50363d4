package org.livemirror.admin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.livemirror.admin.Samples;
import org.livemirror.core.event.PullEnd;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;

/** What happened is what {@code /metrics} tells, and the documents name all of it. */
final class MetricsTest {
  private static final Path TABLE = Path.of("..", "docs", "metrics.md");
  private static final ContentPath PATH = ContentPath.parse("a.zip").orElseThrow();
  private static final Generation GENERATION = Generation.of(3, Instant.EPOCH, "test", List.of());

  private final HttpMeters http = new HttpMeters(List.of("denied", "too_many"));
  private final MirrorMeters mirror = new MirrorMeters(List.of("up"));
  private final Metrics metrics = new Metrics(http, mirror, List.of("up"), "1.2.3");

  @AfterEach
  void close() {
    metrics.close();
  }

  private List<String> lines() {
    return metrics.text(Optional.of(Samples.status(Optional.empty()))).lines().toList();
  }

  @Test
  void exchanges_ended_areCountedByMethodAndStatus() {
    http.ended("GET", 200, 1000, true, 3_000_000);
    http.ended("GET", 200, 500, false, 90_000);
    http.ended("HEAD", 304, 0, true, 0);
    http.ended("BREW", 418, 5, true, 1_000_000_000);
    http.ended("", 0, 0, false, 1);
    http.ended("GET", 9999, 0, true, Long.MAX_VALUE);

    assertThat(lines())
        .contains(
            "livemirror_http_requests_total{method=\"GET\",status=\"200\"} 2.0",
            "livemirror_http_requests_total{method=\"GET\",status=\"none\"} 1.0",
            "livemirror_http_requests_total{method=\"HEAD\",status=\"304\"} 1.0",
            "livemirror_http_requests_total{method=\"other\",status=\"418\"} 1.0",
            "livemirror_http_requests_total{method=\"other\",status=\"none\"} 1.0",
            "livemirror_http_sent_bytes_total 1505.0",
            "livemirror_http_broken_off_total 2.0",
            "livemirror_http_request_duration_seconds_bucket{method=\"GET\",le=\"1.0E-4\"} 1",
            "livemirror_http_request_duration_seconds_bucket{method=\"GET\",le=\"0.01\"} 2",
            "livemirror_http_request_duration_seconds_bucket{method=\"GET\",le=\"+Inf\"} 3",
            "livemirror_http_request_duration_seconds_sum{method=\"other\"} 1.000000001");
  }

  @Test
  void exchanges_ofManyThreads_areAllCounted() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> running =
        java.util.stream.IntStream.range(0, 4)
            .<Future<?>>mapToObj(
                each ->
                    threads.submit(
                        () -> {
                          for (int i = 0; i < 10_000; i++) {
                            http.ended("GET", 200 + i % 7, 1, true, i);
                          }
                        }))
            .toList();
    for (Future<?> each : running) {
      each.get();
    }
    threads.shutdown();

    assertThat(lines())
        .contains(
            "livemirror_http_sent_bytes_total 40000.0",
            "livemirror_http_request_duration_seconds_count{method=\"GET\"} 40000",
            "livemirror_http_requests_total{method=\"GET\",status=\"206\"} 5712.0");
  }

  @Test
  void clientsInput_whateverItIs_makesNoLabel() {
    long before = lines().stream().filter(line -> line.startsWith("livemirror_")).count();
    for (int i = 0; i < 1000; i++) {
      http.ended("METHOD" + i, 200, 0, true, 1);
      mirror.contentRefused("source" + i, "refusal " + i);
      mirror.contentSent("ftp", "192.0.2." + i, PATH, 1, true);
      mirror.certificateSeen("source" + i, "name", "f" + i, false, Instant.EPOCH);
    }

    // One more: requests of other methods that were answered with 200.
    assertThat(lines().stream().filter(line -> line.startsWith("livemirror_")))
        .hasSize((int) before + 1);
    assertThat(lines()).contains("livemirror_refusals_total{source=\"other\"} 1000.0");
  }

  @Test
  void connections_ofHttp_areCounted() {
    http.opened();
    http.opened();
    http.closed();
    http.turnedAway("denied");

    assertThat(http.connections()).isEqualTo(1);
    assertThat(lines())
        .contains(
            "livemirror_http_connections_accepted_total 2.0",
            "livemirror_http_connections_turned_away_total{reason=\"denied\"} 1.0",
            "livemirror_http_connections_turned_away_total{reason=\"too_many\"} 0.0");
  }

  @Test
  void facts_ofTheMirror_areCounted() {
    Instant start = Instant.parse("2026-11-21T10:00:00Z");
    mirror.pullEnded(
        new PullEnd("up", PullEnd.Result.PUBLISHED, start, start.plusMillis(1500), 99, 0, "new"));
    mirror.pullEnded(
        new PullEnd("up", PullEnd.Result.FAILED, start, start.plusSeconds(1), 0, 0, "no route"));
    mirror.contentRefused("up", "a.zip: Unsigned");
    mirror.refusalOverruled("up", "b.zip: Rollback");
    mirror.certificateSeen("up", "n", "f", true, start);
    mirror.generationPromoted(GENERATION, true);
    mirror.generationPromoted(GENERATION, false);
    mirror.rolledBack(GENERATION, List.of());
    mirror.spaceReclaimed(List.of(1, 2), 30, 4000);
    mirror.blobDamaged(PATH, "found x", "removed");
    mirror.blobRepaired("up", PATH);
    mirror.contentSent("ftp", "192.0.2.1", PATH, 700, true);
    mirror.contentSent("ftp", "192.0.2.1", PATH, 50, false);
    mirror.contentSent("http", "192.0.2.1", PATH, 1_000_000, true);

    assertThat(lines())
        .contains(
            "livemirror_pulls_total{result=\"published\",source=\"up\"} 1.0",
            "livemirror_pulls_total{result=\"failed\",source=\"up\"} 1.0",
            "livemirror_pulls_total{result=\"refused\",source=\"up\"} 0.0",
            "livemirror_pulls_duration_seconds_total{source=\"up\"} 2.5",
            "livemirror_pulls_fetched_bytes_total{source=\"up\"} 99.0",
            "livemirror_refusals_total{source=\"up\"} 1.0",
            "livemirror_refusals_overruled_total{source=\"up\"} 1.0",
            "livemirror_certificates_seen_total{kind=\"authority\"} 1.0",
            "livemirror_promotions_total{by=\"operator\"} 1.0",
            "livemirror_promotions_total{by=\"time\"} 1.0",
            "livemirror_rollbacks_total 1.0",
            "livemirror_generations_deleted_total 2.0",
            "livemirror_blobs_deleted_total 30.0",
            "livemirror_store_freed_bytes_total 4000.0",
            "livemirror_blobs_damaged_total 1.0",
            "livemirror_blobs_repaired_total 1.0",
            "livemirror_ftp_transfers_total{result=\"whole\"} 1.0",
            "livemirror_ftp_transfers_total{result=\"broken_off\"} 1.0",
            "livemirror_ftp_sent_bytes_total 750.0");
  }

  @Test
  void gauges_whileTheServerStarts_areNotKnownAndItIsNotReady() {
    assertThat(metrics.text(Optional.empty()).lines())
        .contains(
            "livemirror_ready 0.0",
            "livemirror_generation_number{channel=\"production\"} NaN",
            "livemirror_store_used_bytes NaN",
            "livemirror_info{version=\"1.2.3\"} 1");
  }

  /** The first cells of the table's rows, by a prefix. */
  private static Set<String> documented() throws IOException {
    return Pattern.compile("(?m)^\\| `([a-z0-9_]+)")
        .matcher(Files.readString(TABLE))
        .results()
        .map(each -> each.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void table_ofTheDocuments_namesEveryMetricAndNoOther() throws Exception {
    http.ended("GET", 200, 1, true, 1);
    System.gc();
    Set<String> told =
        lines().stream()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ", -1)[2])
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> unnamed = new TreeSet<>(told);
    unnamed.removeAll(documented());
    assertThat(unnamed).as("told, and not in docs/metrics.md").isEmpty();
    // Which of the JVM's there are depends on the JVM.
    Set<String> gone = documented();
    gone.removeAll(told);
    assertThat(gone)
        .as("in docs/metrics.md, and not told")
        .noneMatch(name -> name.startsWith("livemirror_"));
  }
}
