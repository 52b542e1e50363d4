package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.core.pull.Site.CUR_DEFS;
import static org.livemirror.core.pull.Site.miniTri;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.space.Collector.Unfinished;
import org.livemirror.core.space.NoRoomException;
import org.livemirror.core.space.Reclaimed;
import org.livemirror.core.space.Retention;
import org.livemirror.core.space.SpaceLimits;
import org.livemirror.store.ContentPath;
import org.livemirror.testkit.FakeUpstream;
import org.livemirror.testkit.Fault;

/** How much a pull may take of the disk, and packages that take none. */
@Timeout(60)
final class RoomTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Retention LITTLE = new Retention(1, Duration.ZERO, DAY);
  private static final String FIRST = "1314253617jtun_nav2k8enncur25.m25";
  private static final String SECOND = "1314282430jtun_nav2k8en110824050.m25";
  private static final String THIRD = "1314300000jtun_nav2k8enncur25.m25";
  private static final int BIG = 200_000;

  @TempDir Path folder;
  @TempDir Path data;
  private Site site;
  private FakeUpstream server;
  private Upstream upstream;

  @BeforeEach
  void serve() throws IOException {
    site = new Site(folder);
    server = FakeUpstream.serve(folder);
    upstream = Upstreams.open(server.url(), Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
    server.close();
  }

  private static byte[] big(String name) {
    return Site.FORGE.pack(name + "x".repeat(10), Staging.randomBytes(BIG));
  }

  private static byte[] smallPackage() {
    return Site.FORGE.pack("small");
  }

  private Mirror mirror(long quotaBytes, long freeBytes) throws IOException {
    return new Mirror(data, new SpaceLimits(quotaBytes, freeBytes), LITTLE, 0);
  }

  private long storedBytes() throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("blobs"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private boolean isPackageAskedFor() {
    return server.requests().stream()
        .anyMatch(request -> request.method().equals("GET") && request.path().endsWith(".m25"));
  }

  @Test
  void pull_beyondTheQuota_stopsBeforeItFetches_andServesWhatWasServed() throws Exception {
    site.offer(CUR_DEFS, 110825001, Map.of(FIRST, big(FIRST)));
    mirror(BIG * 3L / 2, 0).pull(upstream, CUR_DEFS);
    site.offer(CUR_DEFS, 110825002, Map.of(FIRST, big(FIRST), SECOND, big(SECOND)));
    server.forget();
    Mirror mirror = mirror(BIG * 3L / 2, 0);
    Map<String, String> before = mirror.publishedBytes();

    assertThatThrownBy(() -> mirror.pull(upstream, CUR_DEFS))
        .isInstanceOf(NoRoomException.class)
        .hasMessageContaining("no room for " + site.size(SECOND) / 1000)
        .hasMessageContaining("store.quota is 300.0 KB");

    assertThat(isPackageAskedFor()).isFalse();
    assertThat(mirror.publishedBytes()).isEqualTo(before);
    mirror.assertNothingLeft();
    assertThat(mirror(BIG * 3L, 0).pull(upstream, CUR_DEFS).outcome())
        .isInstanceOf(Outcome.Published.class);
  }

  @Test
  void pull_beyondTheQuota_collectsFirst_ifThatHelps() throws Exception {
    long quotaBytes = BIG * 5L / 2;
    Mirror mirror = mirror(quotaBytes, 0);
    mirror.clock.set(Instant.now()); // blobs bear the time of the disk
    for (String name : new String[] {FIRST, SECOND, "1314290000small.zip"}) {
      mirror.clock.advance(DAY);
      byte[] content = name.equals(FIRST) || name.equals(SECOND) ? big(name) : smallPackage();
      site.offer(CUR_DEFS, 110825000 + storedBytes() / 1000, Map.of(name, content));
      assertThat(mirror.pull(upstream, CUR_DEFS).outcome()).isInstanceOf(Outcome.Published.class);
    }
    mirror.clock.advance(DAY);
    site.offer(CUR_DEFS, 110825999, Map.of(THIRD, big(THIRD)));
    assertThat(storedBytes() + site.size(THIRD)).isGreaterThan(quotaBytes);
    assertThatThrownBy(
            () ->
                new Mirror(data, new SpaceLimits(quotaBytes, 0), Retention.DEFAULT, 0)
                    .pull(upstream, CUR_DEFS))
        .isInstanceOf(NoRoomException.class);

    assertThat(mirror.pull(upstream, CUR_DEFS).outcome()).isInstanceOf(Outcome.Published.class);

    assertThat(storedBytes()).isLessThan(quotaBytes);
  }

  @Test
  void pull_ofUnknownLengths_stopsAtTheQuota_keepsWhatIsWhole_andTriesOnce() throws Exception {
    site.offer(
        CUR_DEFS, 110825001, Map.of(FIRST, big(FIRST), SECOND, big(SECOND), THIRD, big(THIRD)));
    for (String name : new String[] {FIRST, SECOND, THIRD}) {
      server.always(name, Fault.noLength());
    }
    Mirror mirror = mirror(BIG * 5L / 2, 0);

    assertThatThrownBy(() -> mirror.pull(upstream, CUR_DEFS))
        .isInstanceOf(NoRoomException.class)
        .hasMessageContaining("store.quota");

    mirror.assertNothingLeft();
    assertThat(storedBytes()).isBetween((long) BIG, BIG * 5L / 2);
    assertThat(
            server.requests().stream()
                .filter(request -> request.method().equals("GET"))
                .filter(request -> request.path().endsWith(".m25")))
        .as("no package is tried twice")
        .hasSizeLessThanOrEqualTo(3);

    PullReport report = mirror(Long.MAX_VALUE, 0).pull(upstream, CUR_DEFS);
    assertThat(report.fetched()).hasSizeLessThan(3);
    assertThat(report.kept()).isPositive();
  }

  /** Whichever of the two is waited for first. */
  @ParameterizedTest
  @ValueSource(strings = {FIRST, SECOND})
  void pull_thatRunsOutOfRoom_keepsWhatAnotherTransferBroughtWhole(String greedy) throws Exception {
    String modest = greedy.equals(FIRST) ? SECOND : FIRST;
    site.offer(CUR_DEFS, 110825001, Map.of(greedy, big(greedy), modest, smallPackage()));
    CountDownLatch modestIsWhole = new CountDownLatch(1);
    Upstream ordered =
        new Upstream() {
          @Override
          public Optional<List<ContentPath>> list() throws IOException {
            return upstream.list();
          }

          @Override
          public OptionalLong sizeBytes(ContentPath path) {
            return OptionalLong.empty();
          }

          @Override
          public Optional<Body> open(ContentPath path, long offset) throws IOException {
            if (path.fileName().equals(greedy)) {
              try {
                modestIsWhole.await();
              } catch (InterruptedException e) {
                throw new InterruptedIOException();
              }
            }
            Body body = upstream.open(path, offset).orElseThrow();
            InputStream told =
                new FilterInputStream(body.stream()) {
                  @Override
                  public void close() throws IOException {
                    super.close();
                    if (path.fileName().equals(modest)) {
                      modestIsWhole.countDown();
                    }
                  }
                };
            return Optional.of(new Body(told, body.startsAt(), OptionalLong.empty(), ""));
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> mirror(BIG / 2, 0).pull(ordered, CUR_DEFS))
        .isInstanceOf(NoRoomException.class);
    assertThat(storedBytes()).isEqualTo(site.size(modest));
  }

  @Test
  void pull_ontoADiskWithLessThanMustStayFree_saysSo() throws Exception {
    site.offer(CUR_DEFS, 110825001, Map.of(FIRST, big(FIRST)));
    assertThatThrownBy(() -> mirror(Long.MAX_VALUE, Long.MAX_VALUE / 2).pull(upstream, CUR_DEFS))
        .isInstanceOf(NoRoomException.class)
        .hasMessageContaining("are free where the store lies (store.freeSpace is ");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void pull_withRoom_asksForNoLengths() throws Exception {
    site.offer(CUR_DEFS, 110825001, Map.of(FIRST, big(FIRST)));
    mirror(Staging.MAX_BYTES * 10, 1).pull(upstream, CUR_DEFS);
    assertThat(server.requests()).noneMatch(request -> request.method().equals("HEAD"));
  }

  @Test
  void pull_fromAFolderThatMayBeLinked_sharesPackages_andCopiesMiniTris() throws Exception {
    site.offer(CUR_DEFS, 110825001, Map.of(FIRST, big(FIRST)));
    Mirror mirror = mirror(Long.MAX_VALUE, 0);
    try (Upstream linking = Upstreams.open(folder.toUri(), Duration.ofSeconds(5), true)) {
      assertThat(mirror.pull(linking, CUR_DEFS).fetched()).containsExactly(ContentPath.of(FIRST));
    }
    assertThat(inode(blob(mirror, FIRST))).isEqualTo(inode(folder.resolve(FIRST))).isNotNull();
    assertThat(Files.getAttribute(folder.resolve(FIRST), "unix:nlink")).isEqualTo(2);
    assertThat(Files.getAttribute(folder.resolve(miniTri(CUR_DEFS)), "unix:nlink")).isEqualTo(1);
    mirror.assertNothingLeft();
  }

  @Test
  void pull_fromAFolder_copies_unlessItMayLink() throws Exception {
    site.offer(CUR_DEFS, 110825001, Map.of(FIRST, big(FIRST)));
    Mirror mirror = mirror(Long.MAX_VALUE, 0);
    try (Upstream copying = Upstreams.open(folder.toUri(), Duration.ofSeconds(5))) {
      mirror.pull(copying, CUR_DEFS);
    }
    assertThat(Files.getAttribute(blob(mirror, FIRST), "unix:nlink")).isEqualTo(1);
  }

  @Test
  void pull_ofALinkedPackageThatIsNotMeant_isRefusedAndLeavesTheSourceAlone() throws Exception {
    site.offer(CUR_DEFS, 110825001, Map.of(FIRST, big(FIRST)));
    site.flip(FIRST);
    byte[] before = Files.readAllBytes(folder.resolve(FIRST));
    Mirror mirror = mirror(Long.MAX_VALUE, 0);
    try (Upstream linking = Upstreams.open(folder.toUri(), Duration.ofSeconds(5), true)) {
      assertThat(mirror.pull(linking, CUR_DEFS).outcome()).isInstanceOf(Outcome.Refused.class);
    }
    assertThat(Files.readAllBytes(folder.resolve(FIRST))).isEqualTo(before);
    assertThat(Files.getAttribute(folder.resolve(FIRST), "unix:nlink")).isEqualTo(1);
    mirror.assertNothingLeft();
  }

  @Test
  void collect_ofALinkedBlob_saysThatNothingComesBack() throws Exception {
    site.offer(CUR_DEFS, 110825001, Map.of(FIRST, big(FIRST)));
    site.offer(Site.DECOMPOSER, 1, "1314253000decomposer.zip");
    site.flip("1314253000decomposer.zip");
    Files.setLastModifiedTime(folder.resolve(FIRST), FileTime.fromMillis(0));
    Mirror mirror = mirror(Long.MAX_VALUE, 0);
    try (Upstream linking = Upstreams.open(folder.toUri(), Duration.ofSeconds(5), true)) {
      assertThat(mirror.pull(linking, CUR_DEFS, Site.DECOMPOSER).outcome())
          .isInstanceOf(Outcome.Refused.class);
    }
    Reclaimed reclaimed = mirror.collector.collect(Unfinished.DROP);
    assertThat(reclaimed.bytes()).isEqualTo(site.size(FIRST));
    assertThat(reclaimed.freedBytes()).isZero();
    assertThat(Files.getAttribute(folder.resolve(FIRST), "unix:nlink")).isEqualTo(1);
  }

  private static Object inode(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private Path blob(Mirror mirror, String name) throws IOException {
    String hex = mirror.entry(name).blob().toString();
    return data.resolve("blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex);
  }
}
