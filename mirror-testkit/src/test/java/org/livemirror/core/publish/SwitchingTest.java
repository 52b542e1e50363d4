package org.livemirror.core.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.plan.Offer;
import org.livemirror.core.publish.Publisher.Gate;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.SettableClock;

/** What the operator decides about generations, and what later pulls make of it. */
final class SwitchingTest {
  private static final Forge FORGE = Forge.standard();
  private static final ProductId DAILY = Forge.CUR_DEFS;
  private static final ProductId OTHER = new ProductId("Decomposer", "1.0.0", "SymAllLanguages");
  private static final Duration SOAK = Duration.ofHours(24);
  private static final Duration GRACE = Duration.ofHours(1);

  private final SettableClock clock = new SettableClock(Forge.PUBLISHED);
  private MirrorEvents events = MirrorEvents.NONE;
  private Path data;
  private FileContentStore store;
  private Switching switching;
  private Published production;
  private Published testing;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    data = folder;
    store = FileContentStore.open(data, clock);
    switching = new Switching(store, clock, GRACE, 0, MirrorEvents.NONE);
    production = new Published(store);
    testing = Published.testing(store, production);
  }

  /** What a pull does with one catalog of a source; whether it was taken. */
  private boolean publish(ProductId product, long revision, Gate gate)
      throws IOException, RefusedException {
    Publisher publisher = new Publisher(store, clock, GRACE, events);
    Verifier verifier = FORGE.verifier();
    String file =
        1_314_253_600 + revision % 100 + (product.equals(DAILY) ? "daily" : "other") + ".m25";
    byte[] content = FORGE.pack(product + " " + revision);
    byte[] miniTri = FORGE.miniTri("CurDefs", revision, Map.of(file, content));
    try (PublisherLock lock = store.generations().lockPublisher();
        StagedBlob catalogBytes = staged(miniTri);
        StagedBlob packageBytes = staged(content)) {
      VerifiedCatalog catalog =
          verifier.verifyCatalog(product.miniTriName().path(), product, catalogBytes);
      Draft draft = publisher.draft(lock, "source of " + product, Publisher.Mode.REPLACE, gate);
      boolean taken = draft.add(catalog);
      if (taken && !draft.keep(catalog, file)) {
        draft.add(verifier.verifyPackage(catalog, file, packageBytes));
      }
      Optional<Generation> unused = draft.publish("pull");
      return taken;
    }
  }

  private StagedBlob staged(byte[] bytes) throws IOException {
    try (BlobSink sink = store.blobs().newSink()) {
      sink.write(bytes);
      return sink.finish();
    }
  }

  /** The revision of a product that is served, with its package; empty if it is not. */
  private static OptionalLong served(Published published, ProductId product) throws IOException {
    published.refresh();
    Optional<Offer.Product> offered = published.current().offer().find(product);
    if (offered.isEmpty()) {
      return OptionalLong.empty();
    }
    assertThat(offered.get().packages()).hasSize(1);
    return OptionalLong.of(offered.get().packages().get(0).revision());
  }

  @Test
  void rollBack_servesTheOldOne_andThePullOfTheSameDoesNotBringItBack() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.NONE);

    assertThat(switching.rollBack(1)).containsExactly(DAILY.miniTriName().path());
    assertThat(served(production, DAILY)).hasValue(110825001);

    assertThat(publish(DAILY, 110825002, Gate.NONE)).isFalse();
    assertThat(served(production, DAILY)).hasValue(110825001);
  }

  @Test
  void rollBack_doneTwice_stillKeepsWhatWasTakenBackAway() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.NONE);
    switching.rollBack(1);
    switching.rollBack(1);

    assertThat(publish(DAILY, 110825002, Gate.NONE)).isFalse();
    assertThat(served(production, DAILY)).hasValue(110825001);
  }

  @Test
  void rollBack_somethingNewer_isTaken_andTheMemoryGoes() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.NONE);
    switching.rollBack(1);

    assertThat(publish(DAILY, 110825003, Gate.NONE)).isTrue();
    assertThat(served(production, DAILY)).hasValue(110825003);
    assertThat(Releases.read(store.documents()).rolledBack()).isEmpty();
  }

  @Test
  void rollBack_leavesOtherProductsFree() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.NONE);
    switching.rollBack(1);

    assertThat(publish(OTHER, 1, Gate.NONE)).isTrue();
    assertThat(served(production, DAILY)).hasValue(110825001);
    assertThat(served(production, OTHER)).hasValue(1);
  }

  @Test
  void rollBack_andForthAgain_orAllowed_letsItCome() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.NONE);
    switching.rollBack(1);
    switching.rollBack(2);
    assertThat(served(production, DAILY)).hasValue(110825002);

    switching.rollBack(1);
    switching.allowBack(List.of(DAILY.miniTriName().path()));
    assertThat(publish(DAILY, 110825002, Gate.NONE)).isTrue();
    assertThat(served(production, DAILY)).hasValue(110825002);
  }

  @Test
  void rollBack_toNothing_isRefusedAndServesOn() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    assertThatThrownBy(() -> switching.rollBack(9)).isInstanceOf(DamagedStoreException.class);
    assertThat(served(production, DAILY)).hasValue(110825001);
  }

  @Test
  void rollBack_whileSomethingIsTested_theSoakDoesNotBringTheBadOneBack() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(OTHER, 1, Gate.MUST_TEST);
    publish(DAILY, 110825002, Gate.NONE);
    switching.rollBack(1);
    clock.advance(SOAK);

    assertThat(switching.promoteSoaked(SOAK, Set.of("source of " + OTHER))).isPresent();
    assertThat(served(production, DAILY)).hasValue(110825001);
    assertThat(served(production, OTHER)).hasValue(1);
    clock.advance(SOAK);
    assertThat(switching.promoteSoaked(SOAK, Set.of("source of " + OTHER))).isEmpty();

    assertThat(switching.promote()).isPresent();
    assertThat(served(production, DAILY)).hasValue(110825002);
    assertThat(Releases.read(store.documents()).rolledBack()).isEmpty();
  }

  @Test
  void rollBack_ofWhatMustBeTested_keepsProductionsWhenTheRestIsSoaked() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.MUST_TEST);
    switching.promote();
    publish(OTHER, 1, Gate.MUST_TEST);
    switching.rollBack(1);
    clock.advance(SOAK);

    switching.promoteSoaked(SOAK, Set.of("source of " + OTHER, "source of " + DAILY));
    assertThat(served(production, DAILY)).hasValue(110825001);
    assertThat(served(production, OTHER)).hasValue(1);
  }

  @Test
  void rollBack_forwardToWhatIsTested_isNotUndoneByAnOlderTrial() throws Exception {
    publish(DAILY, 110825001, Gate.MUST_TEST);
    clock.advance(SOAK.dividedBy(2));
    publish(DAILY, 110825002, Gate.MUST_TEST);
    switching.rollBack(2);
    publish(DAILY, 110825003, Gate.MUST_TEST);
    clock.advance(SOAK.dividedBy(2));

    assertThat(switching.promoteSoaked(SOAK, Set.of("source of " + DAILY))).isEmpty();
    assertThat(served(production, DAILY)).hasValue(110825002);
  }

  @Test
  void rollBack_mendsAPointerOfTestingThatIsNone() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.MUST_TEST);
    Files.writeString(data.resolve(Channel.TESTING.pointerName()), "garbage");
    assertThatThrownBy(() -> testing.refresh()).isInstanceOf(DamagedStoreException.class);

    switching.rollBack(1);
    assertThat(served(testing, DAILY)).hasValue(110825001);
    publish(DAILY, 110825003, Gate.MUST_TEST);
    assertThat(served(testing, DAILY)).hasValue(110825003);
  }

  @Test
  void events_tellProductionWhatIsServed_andTestingWhatIsTested() throws Exception {
    List<String> told = new ArrayList<>();
    events = new Told(told);
    switching = new Switching(store, clock, GRACE, 0, events);
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.MUST_TEST);
    publish(OTHER, 1, Gate.NONE);
    switching.promote();
    switching.rollBack(1);
    switching.hold();
    switching.release();
    assertThat(told)
        .containsExactly(
            "published 1",
            "testing 2",
            "testing 4", // first, so that a crash in between takes nothing back
            "published 3",
            "promoted 4 true",
            "published 4",
            "rolled back to 1: 2",
            "published 1",
            "held",
            "released");
  }

  private record Told(List<String> told) implements MirrorEvents {
    @Override
    public void generationPublished(Generation generation) {
      told.add("published " + generation.number());
    }

    @Override
    public void generationInTesting(Generation generation) {
      told.add("testing " + generation.number());
    }

    @Override
    public void generationPromoted(Generation generation, boolean asked) {
      told.add("promoted " + generation.number() + " " + asked);
    }

    @Override
    public void rolledBack(Generation generation, Collection<ContentPath> takenBack) {
      told.add("rolled back to " + generation.number() + ": " + takenBack.size());
    }

    @Override
    public void switchingHeld() {
      told.add("held");
    }

    @Override
    public void switchingReleased() {
      told.add("released");
    }
  }

  @Test
  void testing_thatHasNothingOfItsOwn_sharesTheSnapshotOfProduction() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    testing.refresh();
    assertThat(testing.current()).isSameAs(production.current());
  }

  @Test
  void gate_contentReachesTestingFirst_andProductionByPromote() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.MUST_TEST);
    assertThat(served(production, DAILY)).hasValue(110825001);
    assertThat(served(testing, DAILY)).hasValue(110825002);

    assertThat(switching.promote()).isPresent();
    assertThat(served(production, DAILY)).hasValue(110825002);
    assertThat(switching.promote()).isEmpty();
  }

  @Test
  void promote_afterSeveralTrials_keepsThePackagesThatClientsOfProductionAreAboutToAskFor()
      throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    ContentPath old = ContentPath.of(1_314_253_601 + "daily.m25");
    for (long revision = 110825002; revision < 110825006; revision++) {
      clock.advance(Duration.ofHours(5));
      publish(DAILY, revision, Gate.MUST_TEST);
    }
    switching.promote();
    assertThat(served(production, DAILY)).hasValue(110825005);
    Generation promoted = production.current().generation();
    assertThat(promoted.find(old).orElseThrow().isDropped()).isTrue();
    assertThat(promoted.find(ContentPath.of(1_314_253_602 + "daily.m25"))).isEmpty();

    clock.advance(Duration.ofHours(5));
    publish(DAILY, 110825006, Gate.NONE);
    production.refresh();
    assertThat(production.current().generation().find(old)).isEmpty();
  }

  /** What production serves under the name of a revision's package. */
  private Optional<Entry> packageOf(long revision) throws IOException {
    production.refresh();
    return production
        .current()
        .generation()
        .find(ContentPath.of(1_314_253_600 + revision % 100 + "daily.m25"));
  }

  @Test
  void promote_longAfterTheTrial_givesWhatProductionDropsItsGraceFromThenOn() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.MUST_TEST);
    clock.advance(SOAK);
    switching.promote();
    clock.advance(GRACE.minusSeconds(1));
    publish(OTHER, 1, Gate.MUST_TEST);
    switching.promote();
    assertThat(packageOf(110825001)).isPresent();
    publish(OTHER, 1, Gate.NONE);
    publish(OTHER, 2, Gate.NONE);
    assertThat(packageOf(110825001).flatMap(Entry::until))
        .hasValue(Forge.PUBLISHED.plus(SOAK).plus(GRACE));

    clock.advance(Duration.ofSeconds(1));
    publish(OTHER, 3, Gate.NONE);
    assertThat(packageOf(110825001)).isEmpty();
  }

  @Test
  void promote_ofWhatReplacedADamagedGeneration_doesNotKeepThePullsAway() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.MUST_TEST);
    clock.advance(SOAK);
    switching.promote();
    Files.writeString(data.resolve("generations/000001/manifest.json"), "garbage");
    publish(OTHER, 1, Gate.NONE);
    assertThat(served(production, OTHER)).hasValue(1);
    assertThat(packageOf(110825001)).isEmpty();
  }

  @Test
  void soak_inPart_givesWhatProductionDropsItsGrace_throughAPromotionOfTheRest() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.MUST_TEST);
    clock.advance(SOAK.minusSeconds(1));
    publish(DAILY, 110825003, Gate.MUST_TEST);
    clock.advance(GRACE.multipliedBy(2));
    switching.promoteSoaked(SOAK, Set.of("source of " + DAILY));
    assertThat(served(production, DAILY)).hasValue(110825002);
    Instant inPart = clock.instant();
    assertThat(packageOf(110825001).flatMap(Entry::until)).hasValue(inPart.plus(GRACE));

    clock.advance(Duration.ofMinutes(1));
    publish(OTHER, 1, Gate.NONE);
    assertThat(packageOf(110825001)).isPresent();
    clock.advance(GRACE.minusMinutes(2));
    switching.promote();
    assertThat(served(production, DAILY)).hasValue(110825003);
    publish(OTHER, 2, Gate.NONE);
    assertThat(packageOf(110825001).flatMap(Entry::until)).hasValue(inPart.plus(GRACE));
    assertThat(packageOf(110825002).flatMap(Entry::until)).hasValue(clock.instant().plus(GRACE));

    clock.advance(GRACE);
    publish(OTHER, 3, Gate.NONE);
    assertThat(packageOf(110825001)).isEmpty();
    assertThat(packageOf(110825002)).isEmpty();
  }

  @Test
  void soak_dayAfterDay_letsPackagesGo() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    for (long revision = 110825002; revision < 110825009; revision++) {
      publish(DAILY, revision, Gate.MUST_TEST);
      clock.advance(SOAK);
      switching.promoteSoaked(SOAK, Set.of("source of " + DAILY));
    }
    assertThat(packageOf(110825005)).isEmpty();
    assertThat(packageOf(110825007)).isPresent();
  }

  @Test
  void release_theNextPullBringsWhatWasHeld_butNotWhatMustBeTested() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    switching.hold();
    publish(DAILY, 110825002, Gate.NONE);
    publish(OTHER, 1, Gate.MUST_TEST);
    switching.release();
    publish(DAILY, 110825002, Gate.NONE);
    publish(OTHER, 1, Gate.MUST_TEST);
    assertThat(served(production, DAILY)).hasValue(110825002);
    assertThat(served(production, OTHER)).isEmpty();
    assertThat(served(testing, OTHER)).hasValue(1);
  }

  @Test
  void gate_otherSourcesGoToBoth_andNothingIsTakenBack() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.MUST_TEST);
    publish(OTHER, 1, Gate.NONE);
    assertThat(served(production, DAILY)).hasValue(110825001);
    assertThat(served(production, OTHER)).hasValue(1);
    assertThat(served(testing, DAILY)).hasValue(110825002);
    assertThat(served(testing, OTHER)).hasValue(1);

    switching.promote();
    assertThat(served(production, DAILY)).hasValue(110825002);
    assertThat(served(production, OTHER)).hasValue(1);
    publish(OTHER, 2, Gate.NONE);
    assertThat(served(production, OTHER)).hasValue(2);
    assertThat(served(testing, OTHER)).hasValue(2);
  }

  @Test
  void testing_thatHasNothingOfItsOwn_servesWhatProductionDoes() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    assertThat(served(testing, DAILY)).hasValue(110825001);
    publish(DAILY, 110825002, Gate.MUST_TEST);
    switching.promote();
    publish(DAILY, 110825003, Gate.NONE);
    assertThat(served(testing, DAILY)).hasValue(110825003);
    switching.rollBack(1);
    assertThat(served(testing, DAILY)).hasValue(110825001);
  }

  @Test
  void hold_keepsProduction_whateverComes_untilPromotedOrReleased() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    switching.hold();
    publish(DAILY, 110825002, Gate.NONE);
    assertThat(served(production, DAILY)).hasValue(110825001);
    assertThat(served(testing, DAILY)).hasValue(110825002);

    switching.release();
    assertThat(served(production, DAILY)).hasValue(110825001);
    publish(DAILY, 110825003, Gate.NONE);
    assertThat(served(production, DAILY)).hasValue(110825003);
  }

  @Test
  void soak_promotesWhatIsOldEnough_andKeepsTheNewerInTesting() throws Exception {
    publish(OTHER, 1, Gate.NONE);
    publish(DAILY, 110825001, Gate.MUST_TEST);
    clock.advance(SOAK.minusSeconds(1));
    publish(DAILY, 110825002, Gate.MUST_TEST);
    publish(OTHER, 2, Gate.NONE);
    assertThat(switching.promoteSoaked(SOAK, Set.of("source of " + DAILY))).isEmpty();
    assertThat(served(production, DAILY)).isEmpty();

    clock.advance(Duration.ofSeconds(1));
    assertThat(switching.promoteSoaked(SOAK, Set.of("source of " + DAILY))).isPresent();
    assertThat(served(production, DAILY)).hasValue(110825001);
    assertThat(served(production, OTHER)).hasValue(2);
    assertThat(served(testing, DAILY)).hasValue(110825002);
    assertThat(switching.promoteSoaked(SOAK, Set.of("source of " + DAILY))).isEmpty();

    clock.advance(SOAK);
    assertThat(switching.promoteSoaked(SOAK, Set.of("source of " + DAILY))).isPresent();
    assertThat(served(production, DAILY)).hasValue(110825002);
    assertThat(served(production, OTHER)).hasValue(2);
  }

  @Test
  void soak_whileHeld_promotesNothing() throws Exception {
    publish(DAILY, 110825001, Gate.MUST_TEST);
    switching.hold();
    clock.advance(SOAK);
    assertThat(switching.promoteSoaked(SOAK, Set.of("source of " + DAILY))).isEmpty();
  }

  @Test
  void decisions_surviveARestart() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    switching.label(1, "before the holidays");
    switching.hold();
    Releases read = Releases.read(store.documents());
    assertThat(read.labels()).containsExactly(Map.entry(1, "before the holidays"));
    assertThat(read.heldSince()).hasValue(clock.instant());
    assertThatThrownBy(() -> switching.label(7, "x")).isInstanceOf(DamagedStoreException.class);
    switching.label(1, "");
    assertThat(Releases.read(store.documents()).labels()).isEmpty();
  }

  @Test
  void decisions_damaged_areRefusedWithWhatToDo() throws Exception {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      store.documents().replace(lock, Releases.DOCUMENT, new byte[] {'['});
    }
    assertThatThrownBy(() -> switching.hold())
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("restore it, or remove it");
  }

  @Test
  void production_neverServedBefore_canBeGivenByPromote() throws Exception {
    publish(DAILY, 110825001, Gate.MUST_TEST);
    assertThat(served(production, DAILY)).isEmpty();
    assertThat(switching.promote()).isPresent();
    assertThat(served(production, DAILY)).hasValue(110825001);
    assertThat(production.current().generation().find(ContentPath.of("minitri.flg"))).isPresent();
  }

  @Test
  void damagedPointer_neverServesWhatWasOnlyTestedOrRolledBack() throws Exception {
    publish(DAILY, 110825001, Gate.NONE);
    publish(DAILY, 110825002, Gate.NONE);
    switching.rollBack(1);
    publish(OTHER, 1, Gate.MUST_TEST);
    Files.writeString(data.resolve("CURRENT"), "rubbish");

    Published restarted = new Published(FileContentStore.open(data, clock));
    assertThat(restarted.current().generation().number()).isEqualTo(1);
    assertThat(restarted.current().offer().find(OTHER)).isEmpty();
    assertThat(restarted.current().offer().find(DAILY).orElseThrow().packages())
        .singleElement()
        .satisfies(each -> assertThat(each.revision()).isEqualTo(110825001));
  }
}
