package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.core.pull.Site.CUR_DEFS;
import static org.livemirror.core.pull.Site.DECOMPOSER;
import static org.livemirror.core.pull.Site.miniTri;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.space.Retention;
import org.livemirror.core.space.SpaceLimits;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Entry;
import org.livemirror.testkit.FakeUpstream;
import org.livemirror.testkit.Fault;

@Timeout(30)
final class PullerTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String FULL = "1314253617jtun_nav2k8enncur25.m25";
  private static final String DELTA = "1314282430jtun_nav2k8en110824050.m25";
  private static final String NEWER = "1314300000jtun_nav2k8enncur25.m25";
  private static final String OTHER = "1314253000decomposer.zip";

  @TempDir Path folder;
  @TempDir Path data;
  private Site site;
  private Mirror mirror;
  private FakeUpstream server;
  private Upstream upstream;

  @BeforeEach
  void serve() throws IOException {
    site = new Site(folder);
    site.offer(CUR_DEFS, 110825002, FULL, DELTA);
    mirror = new Mirror(data);
    server = FakeUpstream.serve(folder);
    upstream = Upstreams.open(server.url(), TIMEOUT);
  }

  @AfterEach
  void stop() throws IOException {
    upstream.close();
    server.close();
    mirror.assertNothingLeft();
  }

  @Test
  void firstPull_publishesCatalogPackagesAndFlag() throws Exception {
    PullReport report = mirror.pull(upstream, CUR_DEFS);

    assertThat(report.outcome())
        .isInstanceOfSatisfying(
            Outcome.Published.class,
            published -> assertThat(published.generation().number()).isEqualTo(1));
    assertThat(report.catalogs()).isEqualTo(1);
    assertThat(report.notOffered()).isEmpty();
    assertThat(report.kept()).isZero();
    assertThat(report.fetched())
        .containsExactlyInAnyOrder(ContentPath.of(FULL), ContentPath.of(DELTA));
    assertThat(report.fetchedBytes())
        .isEqualTo(site.size(FULL) + site.size(DELTA) + site.size(miniTri(CUR_DEFS)));
    assertThat(mirror.live())
        .containsExactlyInAnyOrder("minitri.flg", miniTri(CUR_DEFS), FULL, DELTA);
    assertThat(mirror.entry(FULL).kind()).isEqualTo(Entry.Kind.PACKAGE);
    assertThat(mirror.entry(FULL).modified().getEpochSecond()).isEqualTo(1314253617);
    assertThat(mirror.entry(miniTri(CUR_DEFS)).kind()).isEqualTo(Entry.Kind.POINTER);
  }

  @Test
  void secondPull_withNothingNew_changesAndFetchesNothing() throws Exception {
    mirror.pull(upstream, CUR_DEFS);
    var before = mirror.publishedBytes();
    server.forget();

    PullReport report = mirror.pull(upstream, CUR_DEFS);

    assertThat(report.outcome()).isEqualTo(new Outcome.Unchanged());
    assertThat(report.kept()).isEqualTo(2);
    assertThat(report.fetched()).isEmpty();
    assertThat(server.requests())
        .extracting(FakeUpstream.Request::path)
        .containsExactly(miniTri(CUR_DEFS));
    assertThat(mirror.publishedBytes()).isEqualTo(before);
  }

  @Test
  void pullAfterARefusedOne_fetchesNothingTwice() throws Exception {
    byte[] delta = Files.readAllBytes(folder.resolve(DELTA));
    site.remove(DELTA);
    assertThat(mirror.pull(upstream, CUR_DEFS).outcome()).isInstanceOf(Outcome.Refused.class);
    Files.write(folder.resolve(DELTA), delta);
    server.forget();

    PullReport report = mirror.pull(upstream, CUR_DEFS);

    assertThat(report.outcome()).isInstanceOf(Outcome.Published.class);
    assertThat(report.fetched()).containsExactly(ContentPath.of(DELTA));
    assertThat(report.kept()).isEqualTo(1);
    assertThat(server.requests(FULL)).isEmpty();
  }

  @Test
  void newRevision_fetchesNewPackagesOnlyAndKeepsDroppedOnesForTheGrace() throws Exception {
    mirror.pull(upstream, CUR_DEFS);
    site.offer(CUR_DEFS, 110825010, NEWER, DELTA);
    server.forget();

    PullReport report = mirror.pull(upstream, CUR_DEFS);

    assertThat(report.fetched()).containsExactly(ContentPath.of(NEWER));
    assertThat(report.kept()).isEqualTo(1);
    assertThat(server.requests(DELTA)).isEmpty();
    assertThat(mirror.live())
        .containsExactlyInAnyOrder("minitri.flg", miniTri(CUR_DEFS), NEWER, DELTA);
    assertThat(mirror.dropped()).containsExactly(FULL);
    assertThat(mirror.entry(FULL).until()).hasValue(mirror.clock.instant().plus(Mirror.GRACE));
  }

  @Test
  void droppedDeltas_fromTheNewestRevisions_outliveTheGrace() throws Exception {
    String old = "1314300001jtun_nav2k8en110821003.m25";
    String older = "1314300002jtun_nav2k8en110820003.m25";
    String newest = "1314300003JTUN_nav2k8en110822003.m25";
    String again = "1314300004jtun_nav2k8en110822003.m25";
    String otherSeries = "1314300005jtun_other110801001.m25";
    mirror = new Mirror(data, SpaceLimits.NONE, Retention.DEFAULT, 2);
    site.offer(CUR_DEFS, 110825002, FULL, old, older, newest, again, otherSeries);
    mirror.pull(upstream, CUR_DEFS);
    site.offer(CUR_DEFS, 110825010, NEWER);
    mirror.pull(upstream, CUR_DEFS);
    assertThat(mirror.dropped()).hasSize(6);

    for (int i = 11; i < 13; i++) {
      mirror.clock.advance(Mirror.GRACE.plusSeconds(1));
      site.offer(CUR_DEFS, 110825000 + i, NEWER);
      mirror.pull(upstream, CUR_DEFS);
      assertThat(mirror.dropped()).containsExactlyInAnyOrder(newest, again, old, otherSeries);
    }

    Mirror none = new Mirror(data);
    site.offer(CUR_DEFS, 110825013, NEWER);
    none.clock.set(mirror.clock.instant());
    none.pull(upstream, CUR_DEFS);
    assertThat(none.dropped()).isEmpty();
  }

  @Test
  void droppedPackage_goesAtTheFirstPublishAfterItsGrace() throws Exception {
    mirror.pull(upstream, CUR_DEFS);
    site.offer(CUR_DEFS, 110825010, NEWER);
    mirror.pull(upstream, CUR_DEFS);
    mirror.clock.advance(Mirror.GRACE.minusSeconds(1));
    site.offer(CUR_DEFS, 110825011, NEWER);
    mirror.pull(upstream, CUR_DEFS);
    assertThat(mirror.dropped()).containsExactlyInAnyOrder(FULL, DELTA);

    mirror.clock.advance(Duration.ofSeconds(1));
    assertThat(mirror.pull(upstream, CUR_DEFS).outcome()).isEqualTo(new Outcome.Unchanged());
    assertThat(mirror.dropped()).containsExactlyInAnyOrder(FULL, DELTA);
    site.offer(CUR_DEFS, 110825012, NEWER);
    mirror.pull(upstream, CUR_DEFS);

    assertThat(mirror.dropped()).isEmpty();
    assertThat(mirror.live()).containsExactlyInAnyOrder("minitri.flg", miniTri(CUR_DEFS), NEWER);
  }

  @Test
  void droppedPackage_thatIsOfferedAgain_isKeptWithoutFetching() throws Exception {
    mirror.pull(upstream, CUR_DEFS);
    site.offer(CUR_DEFS, 110825010, NEWER);
    mirror.pull(upstream, CUR_DEFS);
    site.offer(CUR_DEFS, 110825011, NEWER, FULL);

    PullReport report = mirror.pull(upstream, CUR_DEFS);

    assertThat(report.fetched()).isEmpty();
    assertThat(mirror.live()).contains(FULL);
    assertThat(mirror.dropped()).containsExactly(DELTA);
  }

  @Test
  void product_thatIsNotOffered_isToldAndItsCatalogGoes() throws Exception {
    site.offer(DECOMPOSER, 1, OTHER);
    mirror.pull(upstream, CUR_DEFS, DECOMPOSER);
    site.remove(miniTri(DECOMPOSER));

    PullReport report = mirror.pull(upstream, CUR_DEFS, DECOMPOSER);

    assertThat(report.notOffered()).containsExactly(DECOMPOSER);
    assertThat(mirror.live())
        .containsExactlyInAnyOrder("minitri.flg", miniTri(CUR_DEFS), FULL, DELTA);
    assertThat(mirror.dropped()).containsExactly(OTHER);
  }

  @Test
  void product_thatIsNotOffered_staysWhereTheSourceBringsMore() throws Exception {
    site.offer(DECOMPOSER, 1, OTHER);
    mirror.pull(upstream, CUR_DEFS, DECOMPOSER);
    site.remove(miniTri(DECOMPOSER));

    PullReport report =
        mirror.puller.pull(
            Mirror.source("upstream", upstream, Publisher.Mode.MERGE, CUR_DEFS, DECOMPOSER));

    assertThat(report.notOffered()).containsExactly(DECOMPOSER);
    assertThat(report.outcome()).isEqualTo(new Outcome.Unchanged());
    assertThat(mirror.live()).contains(miniTri(DECOMPOSER), OTHER);
  }

  @Test
  void product_thatAListingDoesNotHave_isToldToo() throws Exception {
    try (Upstream listed = Upstreams.open(folder.toUri(), TIMEOUT)) {
      assertThat(mirror.pull(listed, CUR_DEFS, DECOMPOSER).notOffered())
          .containsExactly(DECOMPOSER);
    }
  }

  @Test
  void source_thatOffersNothing_failsAndLeavesWhatIsServed() throws Exception {
    mirror.pull(upstream, CUR_DEFS);
    var before = mirror.publishedBytes();
    site.remove(miniTri(CUR_DEFS));

    assertThatThrownBy(() -> mirror.pull(upstream, CUR_DEFS, DECOMPOSER))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "source upstream: found no mini-TRI of the 2 asked for (expected at least one);"
                + " check its url and products");
    assertThat(mirror.publishedBytes()).isEqualTo(before);
  }

  @Test
  void package_thatTwoCatalogsName_isFetchedAndCountedOnce() throws Exception {
    site.offer(DECOMPOSER, 1, FULL, OTHER);

    assertThat(mirror.pull(upstream, CUR_DEFS, DECOMPOSER).fetched())
        .containsExactlyInAnyOrder(
            ContentPath.of(FULL), ContentPath.of(DELTA), ContentPath.of(OTHER));
    assertThat(server.requests(FULL)).hasSize(1);
    assertThat(mirror.pull(upstream, CUR_DEFS, DECOMPOSER).kept()).isEqualTo(3);
  }

  @Test
  void twoSources_keepEachOthersContent(@TempDir Path otherFolder) throws Exception {
    Site other = new Site(otherFolder);
    other.offer(DECOMPOSER, 1, OTHER);
    try (Upstream otherUpstream = Upstreams.open(otherFolder.toUri(), TIMEOUT)) {
      Source second = Mirror.source("second", otherUpstream, Publisher.Mode.REPLACE, DECOMPOSER);
      mirror.pull(upstream, CUR_DEFS);
      mirror.puller.pull(second);
      site.offer(CUR_DEFS, 110825010, NEWER);
      mirror.pull(upstream, CUR_DEFS);

      assertThat(mirror.live())
          .containsExactlyInAnyOrder(
              "minitri.flg", miniTri(CUR_DEFS), NEWER, miniTri(DECOMPOSER), OTHER);
      assertThat(mirror.puller.pull(second).outcome()).isEqualTo(new Outcome.Unchanged());
    }
  }

  @Test
  void sameContent_overFileHttpAndFtp_givesTheSameEntries(@TempDir Path files, @TempDir Path ftps)
      throws Exception {
    Mirror byFile = new Mirror(files);
    Mirror byFtp = new Mirror(ftps);
    mirror.pull(upstream, CUR_DEFS);
    try (FtpFolder ftp = new FtpFolder(folder);
        Upstream overFtp = Upstreams.open(ftp.url(), TIMEOUT);
        Upstream overFile = Upstreams.open(folder.toUri(), TIMEOUT)) {
      byFile.pull(overFile, CUR_DEFS);
      byFtp.pull(overFtp, CUR_DEFS);
    }

    assertThat(mirror.blobs()).hasSize(4);
    assertThat(byFile.blobs()).isEqualTo(mirror.blobs());
    assertThat(byFtp.blobs()).isEqualTo(mirror.blobs());
  }

  @Test
  void preview_ofAFirstPull_namesAllAndFetchesCatalogsOnly() throws Exception {
    PullPreview preview = mirror.puller.preview(Mirror.source(upstream, CUR_DEFS, DECOMPOSER));

    assertThat(preview.notOffered()).containsExactly(DECOMPOSER);
    assertThat(preview.toFetch())
        .containsExactlyInAnyOrder(ContentPath.of(FULL), ContentPath.of(DELTA));
    assertThat(preview.bytesToFetch()).isEqualTo(site.size(FULL) + site.size(DELTA));
    assertThat(preview.unknownSizes()).isZero();
    assertThat(preview.toDrop()).isEmpty();
    assertThat(preview.bytesNow()).isZero();
    assertThat(preview.refusals()).isEmpty();
    assertThat(server.bytesSent(FULL) + server.bytesSent(DELTA)).isZero();
    assertThat(mirror.publishedBytes()).isEmpty();
    mirror.assertNothingLeft();
  }

  @Test
  void preview_ofANewRevision_isWhatThePullThenDoes() throws Exception {
    mirror.pull(upstream, CUR_DEFS);
    site.offer(CUR_DEFS, 110825010, NEWER, DELTA);
    mirror.pull(upstream, CUR_DEFS);
    site.offer(CUR_DEFS, 110825020, NEWER, OTHER);
    var before = mirror.publishedBytes();

    PullPreview preview = mirror.puller.preview(Mirror.source(upstream, CUR_DEFS));

    assertThat(mirror.publishedBytes()).isEqualTo(before);
    assertThat(preview.toFetch()).containsExactly(ContentPath.of(OTHER));
    assertThat(preview.bytesToFetch()).isEqualTo(site.size(OTHER));
    assertThat(preview.toDrop()).containsExactly(ContentPath.of(DELTA));
    assertThat(preview.bytesNow()).isEqualTo(mirror.servedBytes());
    mirror.pull(upstream, CUR_DEFS);
    assertThat(mirror.dropped()).containsExactlyInAnyOrder(FULL, DELTA);
    mirror.clock.advance(Mirror.GRACE);
    site.offer(DECOMPOSER, 1, NEWER);
    long catalogBytes = site.size(miniTri(DECOMPOSER));
    mirror.pull(upstream, CUR_DEFS, DECOMPOSER);
    assertThat(mirror.servedBytes()).isEqualTo(preview.bytesAfter() + catalogBytes);
  }

  @Test
  void preview_withoutSizes_saysHowManyAreUnknown() throws Exception {
    server.always(FULL, Fault.noLength());

    PullPreview preview = mirror.puller.preview(Mirror.source(upstream, CUR_DEFS));

    assertThat(preview.unknownSizes()).isEqualTo(1);
    assertThat(preview.bytesToFetch()).isEqualTo(site.size(DELTA));
    assertThat(preview.toFetch()).hasSize(2);
  }
}
