package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.core.pull.Site.CUR_DEFS;
import static org.livemirror.core.pull.Site.DECOMPOSER;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.publish.Releases;
import org.livemirror.core.publish.Switching;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.space.Collector.Unfinished;
import org.livemirror.core.space.Reclaimed;
import org.livemirror.core.space.Retention;
import org.livemirror.core.space.SpaceLimits;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Sha256;
import org.livemirror.store.file.HashedFile;

/** Which generations and blobs go, on a real file system. */
@Timeout(60)
final class CollectorTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Retention TWO = new Retention(2, Duration.ZERO, DAY);

  @TempDir Path folder;
  @TempDir Path data;
  private Site site;
  private Mirror mirror;
  private Upstream upstream;
  private Switching switching;

  @BeforeEach
  void open() throws IOException {
    site = new Site(folder);
    upstream = Upstreams.open(folder.toUri(), Duration.ofSeconds(5));
    keep(TWO);
  }

  private void keep(Retention retention) throws IOException {
    Mirror before = mirror;
    mirror = new Mirror(data, SpaceLimits.NONE, retention, 0);
    if (before != null) {
      mirror.clock.set(before.clock.instant());
    }
    switching = new Switching(mirror.store, mirror.clock, DAY, 0, MirrorEvents.NONE);
  }

  @AfterEach
  void close() throws IOException {
    upstream.close();
  }

  /** One more generation, with one package, a day after the last. */
  private void publish(int day) throws IOException {
    publish(day, Publisher.Gate.NONE);
  }

  private void publish(int day, Publisher.Gate gate) throws IOException {
    mirror.clock.advance(DAY);
    site.offer(CUR_DEFS, 110825000 + day, packageOf(day));
    Source source =
        new Source(
            "upstream",
            upstream,
            Mirror.source(upstream, CUR_DEFS).selection(),
            Publisher.Mode.REPLACE,
            gate,
            Set.of());
    assertThat(mirror.puller.pull(source).outcome()).isInstanceOf(Outcome.Published.class);
  }

  private static String packageOf(int day) {
    return 1_314_253_600 + day + "jtun_nav2k8enncur25.m25";
  }

  private Sha256 blobOf(int day) throws IOException {
    return HashedFile.of(folder.resolve(packageOf(day))).digests().sha256();
  }

  private boolean isThere(int day) throws IOException {
    return mirror.store.blobs().sizeBytes(blobOf(day)).isPresent();
  }

  private Map<String, Long> onDisk() throws IOException {
    Map<String, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(data.relativize(file).toString(), Files.size(file));
      }
    }
    files.remove("LOCK");
    return files;
  }

  private long blobBytesOnDisk() throws IOException {
    return onDisk().entrySet().stream()
        .filter(each -> each.getKey().startsWith("blobs"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Test
  void collect_dropsOldGenerations_andTheirBlobs_andGivesTheirBytesBack() throws Exception {
    for (int day = 1; day <= 5; day++) {
      publish(day);
    }
    mirror.clock.advance(DAY);
    Map<String, Long> before = onDisk();
    long bytesBefore = blobBytesOnDisk();

    Reclaimed preview = mirror.collector.preview(Unfinished.DROP);
    assertThat(onDisk()).isEqualTo(before);
    Reclaimed reclaimed = mirror.collector.collect(Unfinished.DROP);

    assertThat(preview).isEqualTo(reclaimed);
    assertThat(reclaimed.generations()).containsExactly(1, 2, 3);
    assertThat(mirror.store.generations().numbers()).containsExactly(4, 5);
    assertThat(reclaimed.freedBytes()).isEqualTo(reclaimed.bytes()).isPositive();
    assertThat(bytesBefore - blobBytesOnDisk()).isEqualTo(reclaimed.freedBytes());
    assertThat(blobBytesOnDisk()).isEqualTo(reclaimed.keptBytes());
    assertThat(isThere(1)).isFalse();
    assertThat(isThere(2)).isFalse();
    for (int day : new int[] {3, 4, 5}) { // dropped packages of the kept ones stay with them
      assertThat(isThere(day)).as("package of day %d", day).isTrue();
    }
    assertThat(mirror.collector.collect(Unfinished.DROP).isNothing()).isTrue();
    publish(6);
  }

  @Test
  void collect_keepsTheNewestSoMany_orAllThatAreYoung() throws Exception {
    for (int day = 1; day <= 6; day++) {
      publish(day);
    }
    mirror.clock.advance(Duration.ofHours(1));
    keep(new Retention(1, DAY.multipliedBy(3), DAY));
    assertThat(mirror.collector.collect(Unfinished.DROP).generations()).containsExactly(1, 2, 3);
    keep(new Retention(2, Duration.ZERO, DAY));
    assertThat(mirror.collector.collect(Unfinished.DROP).generations()).containsExactly(4);
  }

  @Test
  void collect_keepsWhatWasServedAMomentAgo() throws Exception {
    keep(new Retention(1, Duration.ZERO, DAY));
    publish(1);
    publish(2);
    assertThat(mirror.collector.collect(Unfinished.DROP).isNothing()).isTrue();
    mirror.clock.advance(Duration.ofMinutes(10));
    assertThat(mirror.collector.collect(Unfinished.DROP).generations()).containsExactly(1);
  }

  @Test
  void collect_keepsWhatIsServed_labelled_tested_andTheNewestNumber() throws Exception {
    for (int day = 1; day <= 7; day++) {
      publish(day);
    }
    switching.label(2, "before the holidays");
    switching.rollBack(3);
    publish(8, Publisher.Gate.MUST_TEST);
    publish(9, Publisher.Gate.MUST_TEST);
    mirror.clock.advance(DAY);
    keep(new Retention(1, Duration.ZERO, DAY));

    assertThat(mirror.collector.collect(Unfinished.DROP).generations())
        .containsExactly(1, 4, 5, 6, 7, 8);
    assertThat(mirror.store.generations().numbers()).containsExactly(2, 3, 9);
    assertThat(Releases.read(mirror.store.documents()).trials())
        .extracting(Releases.Trial::generation)
        .containsExactly(9);
    for (int number : new int[] {2, 3, 9}) {
      mirror.store.generations().load(number);
    }

    switching.label(2, "");
    assertThat(switching.promote()).isPresent();
    mirror.clock.advance(DAY);
    assertThat(mirror.collector.collect(Unfinished.DROP).generations()).containsExactly(2, 3);
  }

  @Test
  void collect_whatIsTestedAndNeverPromoted_goesLikeAnyOther() throws Exception {
    publish(1);
    for (int day = 2; day <= 9; day++) {
      publish(day, Publisher.Gate.MUST_TEST);
    }
    assertThat(mirror.collector.collect(Unfinished.DROP).generations())
        .containsExactly(2, 3, 4, 5, 6, 7);
    assertThat(mirror.store.generations().numbers()).containsExactly(1, 8, 9);
    assertThat(switching.promote()).isPresent();
  }

  @Test
  void collect_keepsWhatTheSoakWillStillPromote_andThatIsPromoted() throws Exception {
    Duration soak = DAY.multipliedBy(3);
    keep(new Retention(1, Duration.ZERO, DAY, Optional.of(soak)));
    publish(1);
    for (int day = 2; day <= 9; day++) {
      publish(day, Publisher.Gate.MUST_TEST);
    }
    // Of day 6 is the newest that was tested for three days; it and the later ones still count.
    assertThat(mirror.collector.collect(Unfinished.DROP).generations()).containsExactly(2, 3, 4, 5);
    Instant sixth = mirror.store.generations().manifest(6).created();
    Instant seventh = mirror.store.generations().manifest(7).created();
    assertThat(switching.promoteSoaked(soak, Set.of("upstream")).orElseThrow().reason())
        .isEqualTo("tested since " + sixth);
    mirror.clock.advance(DAY);
    assertThat(mirror.collector.collect(Unfinished.DROP).generations()).contains(1, 6);
    assertThat(switching.promoteSoaked(soak, Set.of("upstream")).orElseThrow().reason())
        .isEqualTo("tested since " + seventh);
  }

  @Test
  void collect_keepsWhatAPromotionReplaced_forTheGraceOfItsPackages() throws Exception {
    keep(new Retention(1, Duration.ZERO, DAY));
    publish(1);
    publish(2, Publisher.Gate.MUST_TEST);
    mirror.clock.advance(DAY);
    switching.promote();
    mirror.clock.advance(DAY.minusSeconds(1));
    assertThat(mirror.collector.collect(Unfinished.DROP).generations()).isEmpty();
    mirror.clock.advance(Duration.ofSeconds(1));
    assertThat(mirror.collector.collect(Unfinished.DROP).generations()).containsExactly(1);
  }

  @Test
  void collect_withoutAnythingPublished_isNothing() throws Exception {
    assertThat(mirror.collector.collect(Unfinished.DROP).isNothing()).isTrue();
  }

  @Test
  void collect_withAnyFileOfAKeptGenerationDamaged_deletesNothing() throws Exception {
    for (int day = 1; day <= 4; day++) {
      publish(day);
    }
    mirror.clock.advance(DAY);
    for (Path file : List.of(data.resolve("generations/000003/manifest.json"), pageOf(3))) {
      byte[] whole = Files.readAllBytes(file);
      byte[] flipped = whole.clone();
      flipped[whole.length / 2] ^= 1;
      for (byte[] damaged : new byte[][] {flipped, new byte[0], {(byte) 123, (byte) 125}}) {
        Files.write(file, damaged);
        assertRefusedAndUntouched();
      }
      Files.delete(file);
      if (!file.endsWith("manifest.json")) {
        assertRefusedAndUntouched();
      }
      Files.write(file, whole);
    }
    Files.writeString(data.resolve("releases.json"), "{\"labels\":");
    assertRefusedAndUntouched();
    Files.delete(data.resolve("releases.json"));
    assertThat(mirror.collector.collect(Unfinished.DROP).generations()).containsExactly(1, 2);
  }

  @Test
  void collect_withALabelledGenerationMissing_orTheServedOne_deletesNothing() throws Exception {
    for (int day = 1; day <= 4; day++) {
      publish(day);
    }
    mirror.clock.advance(DAY);
    switching.label(1, "golden");
    Files.delete(data.resolve("generations/000001/manifest.json"));
    assertRefusedAndUntouched();
    switching.rollBack(3);
    switching.label(2, "");
    Files.delete(data.resolve("generations/000003/manifest.json"));
    assertRefusedAndUntouched();
  }

  private Path pageOf(int number) throws IOException {
    Sha256 page = mirror.store.generations().manifest(number).pages().get(0).blob();
    String hex = page.toString();
    return data.resolve("blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex);
  }

  private void assertRefusedAndUntouched() throws IOException {
    Map<String, Long> before = onDisk();
    assertThatThrownBy(() -> mirror.collector.collect(Unfinished.DROP))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageStartingWith("nothing was deleted");
    assertThatThrownBy(() -> mirror.collector.preview(Unfinished.DROP))
        .isInstanceOf(DamagedStoreException.class);
    assertThat(onDisk()).isEqualTo(before);
  }

  @Test
  void collect_keepsForADayWhatARefusedPullLeft_andFilesThatAreNoBlobs() throws Exception {
    mirror.clock.advance(DAY);
    site.offer(CUR_DEFS, 110825001, packageOf(1));
    site.offer(DECOMPOSER, 1, "1314253000decomposer.zip");
    site.flip("1314253000decomposer.zip");
    assertThat(mirror.pull(upstream, CUR_DEFS, DECOMPOSER).outcome())
        .isInstanceOf(Outcome.Refused.class);
    assertThat(isThere(1)).isTrue();
    Path foreign =
        Files.writeString(
            Files.createDirectories(data.resolve("quarantine")).resolve("f".repeat(64)), "bad");
    String hex = blobOf(1).toString();
    Path blob =
        data.resolve("blobs/sha256/" + hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex);

    Files.setLastModifiedTime(
        blob, FileTime.from(mirror.clock.instant().minus(DAY).plusSeconds(1)));
    Reclaimed kept = mirror.collector.collect(Unfinished.KEEP_YOUNG);
    assertThat(kept.unfinishedBytes()).isEqualTo(Files.size(blob));
    assertThat(isThere(1)).isTrue();

    mirror.clock.advance(Duration.ofSeconds(1));
    assertThat(mirror.collector.collect(Unfinished.KEEP_YOUNG).blobs()).isEqualTo(1);
    assertThat(isThere(1)).isFalse();
    assertThat(foreign).exists();
  }

  @Test
  void collect_ofABlobThatIsBeingRead_letsTheReaderFinish() throws Exception {
    for (int day = 1; day <= 4; day++) {
      publish(day);
    }
    mirror.clock.advance(DAY);
    try (InputStream reader = Channels.newInputStream(mirror.store.blobs().open(blobOf(1)))) {
      int first = reader.read();
      mirror.collector.collect(Unfinished.DROP);
      assertThat(isThere(1)).isFalse();
      byte[] whole = Files.readAllBytes(folder.resolve(packageOf(1)));
      assertThat(first).isEqualTo(whole[0] & 0xff);
      assertThat(reader.readAllBytes()).hasSize(whole.length - 1);
    }
  }
}
