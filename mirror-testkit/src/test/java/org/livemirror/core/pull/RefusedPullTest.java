package org.livemirror.core.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.livemirror.core.pull.Site.CUR_DEFS;
import static org.livemirror.core.pull.Site.DECOMPOSER;
import static org.livemirror.core.pull.Site.FORGE;
import static org.livemirror.core.pull.Site.miniTri;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.trust.Refusal;
import org.livemirror.store.ContentPath;
import org.livemirror.testkit.FakeUpstream;
import org.livemirror.testkit.Fault;

/** Pulls that are refused or fail: what was served before is served after, byte for byte. */
@Timeout(30)
final class RefusedPullTest {
  private static final String SERVED = "1314253617jtun_nav2k8enncur25.m25";
  private static final String FIRST = "1314300000jtun_nav2k8enncur25.m25";
  private static final String SECOND = "1314300000jtun_nav2k8en110824050.m25";
  private static final String THIRD = "1314300000decomposer.zip";

  @TempDir Path folder;
  @TempDir Path data;
  private Site site;
  private Mirror mirror;
  private FakeUpstream server;
  private Upstream upstream;
  private Map<String, String> before = Map.of();

  @BeforeEach
  void publishAndOfferMore() throws IOException {
    site = new Site(folder);
    site.offer(CUR_DEFS, 110825002, SERVED);
    mirror = new Mirror(data);
    server = FakeUpstream.serve(folder);
    upstream = Upstreams.open(server.url(), Duration.ofSeconds(20));
    mirror.pull(upstream, CUR_DEFS);
    before = mirror.publishedBytes();
    site.offer(CUR_DEFS, 110825010, FIRST, SECOND);
    site.offer(DECOMPOSER, 2, THIRD);
  }

  @AfterEach
  void servesWhatItServed() throws IOException {
    upstream.close();
    server.close();
    assertThat(mirror.publishedBytes()).isEqualTo(before);
    mirror.assertNothingLeft();
  }

  private List<Refusal> refusals() throws IOException {
    Outcome outcome = mirror.pull(upstream, CUR_DEFS, DECOMPOSER).outcome();
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).refusals();
  }

  @Test
  void package_thatIsMissing_isRefused() throws Exception {
    site.remove(SECOND);

    assertThat(refusals()).containsExactly(new Refusal.MissingPackage(SECOND, miniTri(CUR_DEFS)));
    assertThat(mirror.toldRefusals())
        .containsExactly(
            "upstream "
                + SECOND
                + ": MissingPackage: found nothing (expected the package that "
                + miniTri(CUR_DEFS)
                + " names)");
  }

  @Test
  void package_withOneBitChanged_isRefused() throws Exception {
    site.flip(FIRST);

    assertThat(refusals())
        .singleElement()
        .isInstanceOfSatisfying(
            Refusal.DigestMismatch.class, refusal -> assertThat(refusal.file()).isEqualTo(FIRST));
  }

  @Test
  void miniTri_withOneBitChanged_isRefusedAndNoPackageFetched() throws Exception {
    site.flip(miniTri(CUR_DEFS));
    server.forget();

    assertThat(refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.file()).isEqualTo(miniTri(CUR_DEFS)));
    assertThat(server.requests(FIRST)).isEmpty();
    assertThat(server.requests(THIRD)).isEmpty();
  }

  @Test
  void everything_thatIsWrong_isToldInOnePull() throws Exception {
    site.flip(FIRST);
    site.remove(SECOND);
    server.always(THIRD, Fault.endless());

    assertThat(refusals())
        .extracting(Refusal::file)
        .containsExactlyInAnyOrder(FIRST, SECOND, THIRD);
    assertThat(refusals())
        .extracting(Refusal::rule)
        .containsExactlyInAnyOrder("DigestMismatch", "MissingPackage", "Malformed");
  }

  @Test
  void bothMiniTris_thatAreWrong_areToldInOnePull() throws Exception {
    site.flip(miniTri(CUR_DEFS));
    server.always(miniTri(DECOMPOSER), Fault.lengthTooLongBy(Staging.MAX_BYTES));

    assertThat(refusals())
        .extracting(Refusal::file)
        .containsExactlyInAnyOrder(miniTri(CUR_DEFS), miniTri(DECOMPOSER));
  }

  @Test
  void package_thatCameBackWithOtherBytesUnderItsName_isRefused() throws Exception {
    site.offer(CUR_DEFS, 110825010, Map.of(SERVED, FORGE.pack("something else")));
    server.forget();

    assertThat(refusals())
        .singleElement()
        .isInstanceOfSatisfying(
            Refusal.PackageChanged.class, refusal -> assertThat(refusal.file()).isEqualTo(SERVED));
    assertThat(server.requests(SERVED)).isEmpty();
  }

  @Test
  void package_thatTwoCatalogsNameDifferently_isRefused() throws Exception {
    site.offer(DECOMPOSER, 2, Map.of(FIRST, FORGE.pack("something else")));
    site.offer(CUR_DEFS, 110825010, Map.of(FIRST, FORGE.pack("something")));

    assertThat(refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.rule()).isEqualTo("DigestMismatch"));
  }

  @Test
  void preview_ofRefusedCatalogs_tellsThem() throws Exception {
    site.flip(miniTri(CUR_DEFS));

    PullPreview preview = mirror.puller.preview(Mirror.source(upstream, CUR_DEFS, DECOMPOSER));

    assertThat(preview.refusals())
        .singleElement()
        .satisfies(refusal -> assertThat(refusal.file()).isEqualTo(miniTri(CUR_DEFS)));
    assertThat(preview.toFetch()).containsExactly(ContentPath.of(THIRD));
  }

  @Test
  void upstream_thatFailsMidway_failsThePull() {
    server.always(SECOND, Fault.dropAfter(100));

    assertThatThrownBy(() -> mirror.pull(upstream, CUR_DEFS, DECOMPOSER))
        .isInstanceOf(IOException.class);
  }

  @Test
  void upstream_thatStalls_failsThePullInTime() throws Exception {
    server.always(SECOND, Fault.stallAfter(100));

    try (Upstream hasty = Upstreams.open(server.url(), Duration.ofSeconds(1))) {
      assertThatThrownBy(() -> mirror.pull(hasty, CUR_DEFS, DECOMPOSER))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("stalled");
    }
  }

  @Test
  void upstream_thatFailsOnAMiniTri_isNotTakenForOneWithoutIt() {
    server.always(miniTri(DECOMPOSER), Fault.status(503));

    assertThatThrownBy(() -> mirror.pull(upstream, CUR_DEFS, DECOMPOSER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
  }
}
