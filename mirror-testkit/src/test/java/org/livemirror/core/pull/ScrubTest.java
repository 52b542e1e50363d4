package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.livemirror.core.pull.Site.CUR_DEFS;
import static org.livemirror.core.pull.Site.miniTri;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.publish.Published;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.scrub.Damage;
import org.livemirror.core.scrub.ScrubReport;
import org.livemirror.core.scrub.Scrubber;
import org.livemirror.store.ContentPath;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Digester;
import org.livemirror.store.Entry;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.QuarantineItem;
import org.livemirror.store.Sha256;
import org.livemirror.testkit.FakeUpstream;

/** What goes bad on the disk is found, taken out of service and brought back. */
@Timeout(60)
final class ScrubTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final String FULL = "1314253617jtun_nav2k8enncur25.m25";
  private static final String DELTA = "1314282430jtun_nav2k8en110824050.m25";
  private static final String NEWER = "1314300000jtun_nav2k8enncur25.m25";

  @TempDir Path folder;
  @TempDir Path data;
  private Site site;
  private Mirror mirror;
  private FakeUpstream server;
  private Upstream upstream;
  private Scrubber scrubber;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void publish() throws IOException {
    site = new Site(folder);
    site.offer(CUR_DEFS, 110825002, FULL, DELTA);
    mirror = new Mirror(data);
    server = FakeUpstream.serve(folder);
    upstream = Upstreams.open(server.url(), Duration.ofSeconds(5));
    mirror.pull(upstream, CUR_DEFS);
    server.forget();
    MirrorEvents events =
        new MirrorEvents() {
          @Override
          public void blobDamaged(ContentPath path, String message, String done) {
            told.add(path.toString());
          }
        };
    scrubber = new Scrubber(mirror.store, events, PATIENCE);
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
    server.close();
    mirror.assertNothingLeft();
  }

  private ScrubReport scrub() throws IOException {
    return scrubber.scrub(0, false, damage -> {});
  }

  private Path file(String path) throws IOException {
    return file(mirror.entry(path).blob());
  }

  private Path file(Sha256 blob) {
    String hex = blob.toString();
    return data.resolve("blobs/sha256")
        .resolve(hex.substring(0, 2))
        .resolve(hex.substring(2, 4))
        .resolve(hex);
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private Repairs repair(ScrubReport report) throws IOException {
    Map<Integer, List<Entry>> lost =
        Map.of(
            report.damages().get(0).generation(),
            report.damages().stream().map(each -> each.entries().get(0)).toList());
    return mirror.puller.repair(Mirror.source(upstream, CUR_DEFS), lost, PATIENCE);
  }

  private void assertServedAgain(String path) throws IOException {
    assertThat(file(path)).hasBinaryContent(Files.readAllBytes(folder.resolve(path)));
    assertThat(scrub().damages()).isEmpty();
  }

  @Test
  void wholeStore_isReadToItsEndAndLeftAsItIs() throws Exception {
    Map<String, String> before = mirror.publishedBytes();

    ScrubReport report = scrub();

    assertThat(report.blobs()).isEqualTo(4);
    assertThat(report.bytes()).isEqualTo(mirror.servedBytes());
    assertThat(report.damages()).isEmpty();
    assertThat(report.generations()).isEmpty();
    assertThat(report.stopped()).isEmpty();
    assertThat(mirror.publishedBytes()).isEqualTo(before);
    assertThat(data.resolve("quarantine")).doesNotExist();
  }

  @Test
  void flippedBit_isMovedToTheQuarantineAndComesBackFromTheSource() throws Exception {
    flip(file(FULL));
    byte[] bad = Files.readAllBytes(file(FULL));
    Map<String, String> before = mirror.publishedBytes();

    ScrubReport report = scrub();

    assertThat(report.damages()).hasSize(1);
    Damage damage = report.damages().get(0);
    assertThat(damage.kind()).isEqualTo(Damage.Kind.ALTERED);
    assertThat(damage.source()).isEqualTo("upstream");
    assertThat(damage.outOfService()).isTrue();
    assertThat(damage.message())
        .contains(FULL)
        .contains("found SHA-256 ")
        .contains("(expected SHA-256 " + mirror.entry(FULL).blob());
    assertThat(file(FULL)).doesNotExist();
    assertThat(told).containsExactly(FULL);
    assertThat(mirror.store.quarantine().items()).hasSize(1);
    QuarantineItem item = mirror.store.quarantine().items().get(0);
    assertThat(item.reason().rule()).isEqualTo("DamagedBlob");
    assertThat(Path.of(mirror.store.quarantine().place(item))).hasBinaryContent(bad);
    assertThat(damage.done()).endsWith(mirror.store.quarantine().place(item));

    Repairs repairs = repair(report);

    assertThat(repairs.repaired()).containsExactly(ContentPath.of(FULL));
    assertThat(repairs.lost()).isEmpty();
    assertThat(server.requests()).extracting(FakeUpstream.Request::path).containsExactly(FULL);
    assertThat(mirror.publishedBytes()).isEqualTo(before);
    assertServedAgain(FULL);
  }

  @Test
  void truncatedBlob_isFoundAndComesBack() throws Exception {
    Files.write(file(DELTA), new byte[] {1, 2, 3});

    ScrubReport report = scrub();

    assertThat(report.damages())
        .singleElement()
        .satisfies(each -> assertThat(each.found()).endsWith(", 3 bytes"));
    repair(report);
    assertServedAgain(DELTA);
  }

  @Test
  void missingBlob_countsAsDamagedAndComesBack() throws Exception {
    Files.delete(file(DELTA));

    ScrubReport report = scrub();

    assertThat(report.damages())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.kind()).isEqualTo(Damage.Kind.MISSING);
              assertThat(each.outOfService()).isTrue();
            });
    repair(report);
    assertServedAgain(DELTA);
  }

  @Test
  void miniTri_isRepairedBeforeThePackagesThatItVouchesFor() throws Exception {
    flip(file(FULL));
    flip(file(miniTri(CUR_DEFS)));

    ScrubReport report = scrub();
    Repairs repairs = repair(report);

    assertThat(repairs.lost()).isEmpty();
    assertThat(repairs.repaired())
        .containsExactly(ContentPath.of(miniTri(CUR_DEFS)), ContentPath.of(FULL));
    assertServedAgain(FULL);
    assertServedAgain(miniTri(CUR_DEFS));
  }

  @Test
  void flag_isWrittenAgainAtOnce() throws Exception {
    flip(file("minitri.flg"));

    ScrubReport report = scrub();

    assertThat(report.damages())
        .singleElement()
        .satisfies(each -> assertThat(each.done()).endsWith("written again"));
    assertThat(file("minitri.flg")).hasBinaryContent(new byte[] {0x20});
  }

  @Test
  void unreadableBlob_isDamageOfThatBlobOnly() throws Exception {
    Path file = file(FULL);
    Files.delete(file);
    Files.createDirectory(file);

    ScrubReport report = scrub();

    assertThat(report.blobs()).isEqualTo(4);
    assertThat(report.stopped()).isEmpty();
    assertThat(report.damages())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.kind()).isEqualTo(Damage.Kind.UNREADABLE);
              assertThat(each.outOfService()).isTrue();
            });
    repair(report);
    assertServedAgain(FULL);
  }

  @Test
  void diskThatIsGone_stopsTheScrubAndNothingIsTakenAway() throws Exception {
    for (String path : mirror.live()) {
      Path file = file(path);
      Files.delete(file);
      Files.createDirectory(file);
    }

    ScrubReport report = scrub();

    assertThat(report.stopped())
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("3 read errors one after the other"));
    assertThat(report.damages()).isEmpty();
    for (String path : mirror.live()) {
      assertThat(file(path)).isDirectory();
    }
  }

  @Test
  void whileAnotherPublishes_damageStaysInItsPlaceAndIsTold() throws Exception {
    flip(file(FULL));

    try (PublisherLock lock = mirror.store.generations().lockPublisher()) {
      ScrubReport report = scrub();

      assertThat(report.damages())
          .singleElement()
          .satisfies(each -> assertThat(each.outOfService()).isFalse());
      assertThat(file(FULL)).exists();
      assertThatThrownBy(() -> repair(report)).isInstanceOf(PublisherBusyException.class);
    }
    assertThat(scrub().damages()).singleElement().matches(Damage::outOfService);
  }

  @Test
  void packageThatTheSourceDropped_isToldAndStaysLost() throws Exception {
    flip(file(FULL));
    site.remove(FULL);

    Repairs repairs = repair(scrub());

    assertThat(repairs.repaired()).isEmpty();
    assertThat(repairs.lost())
        .singleElement()
        .satisfies(each -> assertThat(each.reason()).contains("does not have it any more"));
    assertThat(file(FULL)).doesNotExist();
  }

  @Test
  void otherBytesOfTheSource_areNotTaken() throws Exception {
    flip(file(FULL));
    site.flip(FULL);

    Repairs repairs = repair(scrub());

    assertThat(repairs.lost())
        .singleElement()
        .satisfies(each -> assertThat(each.reason()).contains("has other bytes by now"));
    assertThat(file(FULL)).doesNotExist();
  }

  @Test
  void sourceThatIsGone_isToldOnceForAll() throws Exception {
    flip(file(FULL));
    flip(file(DELTA));
    ScrubReport report = scrub();
    server.close();

    assertThat(repair(report).lost()).hasSize(2);
  }

  @Test
  void packageWhoseSourceMovedOn_stillComesBackIfItHasTheFile() throws Exception {
    flip(file(FULL));
    site.offer(CUR_DEFS, 110825010, NEWER);

    assertThat(repair(scrub()).lost()).isEmpty();
    assertServedAgain(FULL);
  }

  @Test
  void earlierGeneration_isScrubbedToo() throws Exception {
    Path catalog = file(miniTri(CUR_DEFS));
    site.offer(CUR_DEFS, 110825010, NEWER);
    mirror.pull(upstream, CUR_DEFS);
    flip(catalog);

    ScrubReport report = scrub();

    assertThat(report.damages())
        .singleElement()
        .satisfies(each -> assertThat(each.generation()).isEqualTo(1));
    assertThat(repair(report).lost())
        .singleElement()
        .satisfies(each -> assertThat(each.reason()).contains("has other bytes by now"));
  }

  @Test
  void pageThatIsDamaged_isToldWithWhatToDoAndStaysWhereItIs() throws Exception {
    Path page = file(mirror.store.generations().manifest(1).pages().get(0).blob());
    flip(page);

    ScrubReport report = scrub();

    assertThat(report.generations())
        .singleElement()
        .asString()
        .contains("page")
        .contains("restore it, or roll back");
    assertThat(page).exists();
  }

  @Test
  void pull_withNothingNew_bringsBackWhatIsMissing() throws Exception {
    Files.delete(file(FULL));
    Files.delete(file(miniTri(CUR_DEFS)));
    Files.delete(file("minitri.flg"));
    Map<String, String> before = mirror.publishedBytes();

    PullReport report = mirror.pull(upstream, CUR_DEFS);

    assertThat(report.outcome()).isEqualTo(new Outcome.Unchanged());
    assertThat(report.repairs().lost()).isEmpty();
    assertThat(report.repairs().repaired())
        .containsExactlyInAnyOrder(
            ContentPath.of(FULL), ContentPath.of(miniTri(CUR_DEFS)), ContentPath.of("minitri.flg"));
    assertThat(mirror.publishedBytes()).isEqualTo(before);
    assertServedAgain(FULL);
  }

  @Test
  void pull_whoseSourceLostAPackageToo_bringsWhatIsNewAllTheSame() throws Exception {
    site.offer(CUR_DEFS, 110825010, FULL, NEWER);
    Files.delete(file(FULL));
    site.remove(FULL);

    PullReport report = mirror.pull(upstream, CUR_DEFS);

    assertThat(report.outcome()).isInstanceOf(Outcome.Published.class);
    assertThat(report.repairs().lost())
        .extracting(Repairs.Lost::path)
        .containsExactly(ContentPath.of(FULL));
    assertThat(mirror.live()).contains(NEWER, FULL);
  }

  @Test
  void pull_findsADamagedLeftoverOfAnEarlierOne_andFetchesItAgain() throws Exception {
    site.offer(CUR_DEFS, 110825010, NEWER, DELTA);
    byte[] newer = Files.readAllBytes(folder.resolve(NEWER));
    Path left = file(Digester.digest(new ByteArrayInputStream(newer)).sha256());
    Files.createDirectories(left.getParent());
    newer[newer.length / 2] ^= 1;
    Files.write(left, newer);

    assertThat(mirror.pull(upstream, CUR_DEFS).outcome()).isInstanceOf(Outcome.Published.class);
    assertServedAgain(NEWER);
  }

  @Test
  void blobThatIsNotAsLongAsItShould_isNotOpened() throws Exception {
    List<Sha256> suspects = new ArrayList<>();
    Published published = new Published(mirror.store);
    published.onSuspect(suspects::add);
    Entry full = mirror.entry(FULL);
    Files.write(file(FULL), new byte[3]);

    assertThatThrownBy(() -> published.open(full))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("found 3 bytes (expected " + full.sizeBytes() + " bytes)");
    Files.delete(file(DELTA));
    assertThatThrownBy(() -> published.open(mirror.entry(DELTA)))
        .isInstanceOf(MissingBlobException.class);
    assertThat(suspects).containsExactly(full.blob(), mirror.entry(DELTA).blob());
  }

  @Test
  void suspect_thatIsDamaged_isTakenOutOfServiceAndAWholeOneIsNot() throws Exception {
    assertThat(scrubber.check(mirror.entry(FULL).blob())).isEmpty();
    flip(file(FULL));
    Optional<Damage> damage = scrubber.check(mirror.entry(FULL).blob());

    assertThat(damage).hasValueSatisfying(each -> assertThat(each.outOfService()).isTrue());
    assertThat(file(FULL)).doesNotExist();
  }

  @Test
  void scrubThatIsBrokenOff_goesOnWhereItEnded() throws Exception {
    List<Path> files = new ArrayList<>();
    for (String path : mirror.live()) {
      files.add(file(path));
    }
    files.sort(null);
    Files.delete(files.get(2));

    ScrubReport stopped = scrubber.scrub(0, true, damage -> Thread.currentThread().interrupt());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.stopped()).hasValue("it was stopped");
    assertThat(stopped.blobs()).isBetween(3, 4);
    assertThat(data.resolve("scrub.json"))
        .content()
        .contains("\"reached\" : \"" + files.get(2).getFileName());
    assertThat(scrubber.scrub(0, false, damage -> {}).blobs()).isEqualTo(4);
    assertThat(scrubber.scrub(0, true, damage -> {}).blobs()).isEqualTo(1);
    assertThat(scrubber.scrub(0, true, damage -> {}).blobs()).isEqualTo(4);
  }

  @Test
  void scrubThatWaitsForItsPace_stopsAtOnce() throws Exception {
    List<ScrubReport> reports = new CopyOnWriteArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                reports.add(scrubber.scrub(1, true, damage -> {}));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.start();
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);

    thread.interrupt();
    thread.join();

    assertThat(reports).singleElement().matches(report -> report.stopped().isPresent());
  }

  @Test
  void whatWasLost_isRememberedUntilItIsBack() throws Exception {
    String blob = mirror.entry(FULL).blob().toString();
    flip(file(FULL));
    ScrubReport report = scrub();
    assertThat(data.resolve("scrub.json")).content().contains(blob);

    repair(report);

    assertThat(data.resolve("scrub.json")).content().doesNotContain(blob);
  }

  @Test
  void noFile_isLeftInIncoming() throws Exception {
    flip(file(FULL));
    repair(scrub());
    try (Stream<Path> files = Files.list(data.resolve("incoming"))) {
      assertThat(files).isEmpty();
    }
  }
}
