package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.livemirror.core.pull.Site.CUR_DEFS;
import static org.livemirror.core.pull.Site.DECOMPOSER;
import static org.livemirror.core.pull.Site.miniTri;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.pull.PullReport.SetAside;
import org.livemirror.store.ContentPath;
import org.livemirror.store.QuarantineItem;

/** Catalogs that cannot be are kept for the operator; and a preview keeps and tells nothing. */
@Timeout(30)
final class QuarantinedPullTest {
  private static final String FIRST = "1314253617decomposer.zip";
  private static final String NEXT = "1314300000decomposer.zip";
  private static final String CATALOG = miniTri(DECOMPOSER);

  @TempDir Path folder;
  @TempDir Path data;
  private Site site;
  private Mirror mirror;
  private Upstream upstream;

  @BeforeEach
  void publishAndOfferAJump() throws IOException {
    site = new Site(folder);
    mirror = new Mirror(data);
    upstream = Upstreams.open(folder.toUri(), Duration.ofSeconds(5));
    site.offer(DECOMPOSER, 7, FIRST);
    mirror.pull(upstream, DECOMPOSER);
    site.offer(DECOMPOSER, 1_000_001, NEXT);
  }

  @AfterEach
  void close() throws IOException {
    upstream.close();
    mirror.assertNothingLeft();
  }

  private Outcome.Refused refused() throws IOException {
    return (Outcome.Refused) mirror.pull(upstream, DECOMPOSER, CUR_DEFS).outcome();
  }

  private Source allowed() {
    Source source = Mirror.source(upstream, DECOMPOSER);
    return new Source(
        source.name(),
        upstream,
        source.selection(),
        Publisher.Mode.REPLACE,
        Publisher.Gate.NONE,
        Set.of(ContentPath.of(CATALOG)));
  }

  @Test
  void catalog_thatCannotBe_isKeptAndTheReportTellsWhere() throws Exception {
    byte[] offered = Files.readAllBytes(folder.resolve(CATALOG));

    Outcome.Refused refused = refused();

    QuarantineItem item = mirror.store.quarantine().items().get(0);
    String place = mirror.store.quarantine().place(item);
    assertThat(refused.setAside()).containsExactly(new SetAside(CATALOG, place));
    assertThat(Path.of(place)).hasBinaryContent(offered);
    assertThat(item.reason().source()).isEqualTo("upstream");
    assertThat(item.reason().rule()).isEqualTo("Implausible");
    assertThat(item.reason().message()).isEqualTo(refused.refusals().get(0).message());
  }

  @Test
  void catalog_metAtEachPull_isKeptOnceAndToldEachTime() throws Exception {
    Outcome.Refused first = refused();
    mirror.clock.advance(Duration.ofHours(4));

    assertThat(refused()).isEqualTo(first);
    assertThat(mirror.store.quarantine().items()).hasSize(1);
  }

  @Test
  void catalog_thatIsRefusedForAnotherReason_isNotKept() throws Exception {
    site.offer(DECOMPOSER, 6, NEXT);

    assertThat(refused().setAside()).isEmpty();
    assertThat(mirror.store.quarantine().items()).isEmpty();
  }

  @Test
  void catalog_thatIsAllowed_isPublishedAndNotKept() throws Exception {
    assertThat(mirror.puller.pull(allowed()).outcome()).isInstanceOf(Outcome.Published.class);
    assertThat(mirror.store.quarantine().items()).isEmpty();
    assertThat(mirror.told()).contains("refusalOverruled");
  }

  @Test
  void refusal_isToldThoughTheBytesCannotBeKept() throws Exception {
    Files.writeString(data.resolve("quarantine"), "a file where the folder should be");

    Outcome.Refused refused = refused();

    assertThat(refused.refusals()).hasSize(1);
    assertThat(refused.setAside()).isEmpty();
  }

  @Test
  void preview_keepsNothingAndTellsNothing() throws Exception {
    site.offer(CUR_DEFS, 110825002, "1314253617jtun_nav2k8enncur25.m25");
    Mirror fresh = new Mirror(data.resolve("fresh"));
    mirror.clock.advance(Duration.ofDays(30));
    int before = mirror.told().size();

    PullPreview preview = mirror.puller.preview(Mirror.source(upstream, DECOMPOSER, CUR_DEFS));
    assertThat(preview.refusals()).hasSize(1);
    assertThat(mirror.puller.preview(allowed()).refusals()).isEmpty();
    assertThat(fresh.puller.preview(Mirror.source(upstream, CUR_DEFS)).toFetch()).hasSize(1);

    assertThat(mirror.told()).hasSize(before);
    assertThat(fresh.told()).isEmpty();
    assertThat(mirror.store.quarantine().items()).isEmpty();
    assertThat(data.resolve("quarantine")).doesNotExist();
  }

  @Test
  void certificates_areToldOnceTheyAreKept() throws Exception {
    Mirror fresh = new Mirror(data.resolve("fresh"));
    site.offer(CUR_DEFS, 991231999, "1314253617jtun_nav2k8enncur25.m25");
    assertThat(fresh.pull(upstream, DECOMPOSER, CUR_DEFS).outcome())
        .isInstanceOf(Outcome.Refused.class);
    assertThat(fresh.told()).containsExactly("contentRefused");

    assertThat(fresh.pull(upstream, DECOMPOSER).outcome()).isInstanceOf(Outcome.Published.class);
    assertThat(fresh.told())
        .containsExactly(
            "contentRefused",
            "certificateSeen",
            "certificateSeen",
            "certificateSeen",
            "generationPublished");
  }
}
