package org.livemirror.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Month;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedGuard;
import org.livemirror.testkit.SettableClock;

/** Which well signed catalog is also the next one. */
final class ProgressRuleTest {
  private static final Forge FORGE = Forge.standard();
  private static final Instant NOW = Forge.PUBLISHED;

  @TempDir Path data;
  private final SettableClock clock = new SettableClock(NOW);
  private final ProgressRule rule = new ProgressRule(FORGE.policy(), clock);
  private TrustHistory history;

  @BeforeEach
  void read() throws Exception {
    history = TrustHistory.read(FileContentStore.open(data, clock).documents());
  }

  private static VerifiedCatalog catalog(
      ProductId product, String sequence, long revision, Instant guardTime) throws Exception {
    byte[] tri =
        "[Item1]\r\nItemSeqName=%s\r\nItemSeqData=%d\r\nFileName=a.m25\r\n"
            .formatted(sequence, revision)
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] guard =
        new ForgedGuard()
            .file("liveupdt.tri", tri)
            .file("a.m25", new byte[] {1})
            .lastModified(guardTime)
            .bytes();
    byte[] zip = FORGE.archive().stray("liveupdt.tri", tri).sign("liveupdt", guard).zip();
    return FORGE
        .verifier()
        .verifyCatalog(product.miniTriName().path(), product, Forge.content(zip));
  }

  private static VerifiedCatalog curDefs(long revision) throws Exception {
    return catalog(Forge.CUR_DEFS, "CurDefs", revision, NOW);
  }

  private void accept(VerifiedCatalog catalog) throws Exception {
    assertThat(rule.accept(catalog, history, false)).isEmpty();
  }

  private Refusal refusal(VerifiedCatalog catalog) {
    Map<String, TrustHistory.Accepted> before = history.accepted();
    RefusedException e =
        catchThrowableOfType(RefusedException.class, () -> rule.accept(catalog, history, false));
    assertThat(e).as("refusal").isNotNull();
    assertThat(history.accepted()).isEqualTo(before);
    return e.refusal();
  }

  @Test
  void catalog_ofTheSameRevision_isAccepted() throws Exception {
    accept(curDefs(110825002));
    accept(curDefs(110825002));
  }

  @Test
  void catalog_ofAnEarlierRevision_isRolledBack() throws Exception {
    accept(curDefs(110825002));

    assertThat(refusal(curDefs(110825001)))
        .isInstanceOf(Refusal.RolledBack.class)
        .extracting(Refusal::found, Refusal::expected)
        .containsExactly("110825001", "110825002 or later, as accepted before");
  }

  @Test
  void catalog_ofAnEarlierGuard_isRolledBack() throws Exception {
    accept(curDefs(110825002));

    assertThat(refusal(catalog(Forge.CUR_DEFS, "CurDefs", 110825002, NOW.minusSeconds(1))))
        .isInstanceOf(Refusal.RolledBack.class);
  }

  @Test
  void refusal_thatIsAllowed_isReturnedAndNotedAndTheCatalogCounts() throws Exception {
    accept(curDefs(110825002));

    assertThat(rule.accept(curDefs(110825001), history, true))
        .containsInstanceOf(Refusal.RolledBack.class);
    assertThat(history.allowances())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.when()).isEqualTo(NOW);
              assertThat(each.refusal()).contains("RolledBack");
            });
    accept(curDefs(110825001));
  }

  @Test
  void allowance_thatIsNotNeeded_isNotNoted() throws Exception {
    assertThat(rule.accept(curDefs(110825002), history, true)).isEmpty();
    assertThat(history.allowances()).isEmpty();
  }

  @Test
  void guard_inTheFuture_isAcceptedWithinTheSkewOnly() throws Exception {
    Instant latest = NOW.plus(FORGE.policy().clockSkew());

    accept(catalog(Forge.CUR_DEFS, "CurDefs", 110825002, latest));
    assertThat(refusal(catalog(Forge.CUR_DEFS, "CurDefs", 110825002, latest.plusSeconds(1))))
        .isInstanceOf(Refusal.Implausible.class);
  }

  @Test
  void revision_ofADayAfterItsGuard_isImplausible() throws Exception {
    accept(curDefs(110826999));
    assertThat(refusal(curDefs(110827000))).isInstanceOf(Refusal.Implausible.class);
    assertThat(refusal(curDefs(110832001))).isInstanceOf(Refusal.Implausible.class);
  }

  private static VerifiedCatalog rules(long revision) throws Exception {
    return catalog(new ProductId("Own Rules", "1.0", "SymAllLanguages"), "Update", revision, NOW);
  }

  @ParameterizedTest
  @CsvSource({"0,1000000", "1000,1000000", "1001,1001000", "7000000,7000000000"})
  void revisionThatIsNoDate_upToAThousandTimesTheOneBefore_isAccepted(long before, long most)
      throws Exception {
    accept(rules(before));

    assertThat(refusal(rules(most + 1)))
        .isEqualTo(
            new Refusal.Implausible(
                rules(0).path().toString(),
                "Update revision " + (most + 1),
                "at most 1000 times %d, as %d was accepted before".formatted(most / 1000, before)));
    accept(rules(most));
  }

  @Test
  void revisionThatIsNoDate_ofTheFirstCatalog_isBoundByTheLongestOnly() throws Exception {
    assertThat(refusal(rules(1_000_000_000_000L))).isInstanceOf(Refusal.Implausible.class);
    accept(rules(999_999_999_999L));
  }

  @Test
  void revision_afterOneThatWasAllowedThoughAbsurd_goesBackAndIsNoJump() throws Exception {
    assertThat(rule.accept(rules(Long.MAX_VALUE), history, true)).isPresent();

    assertThat(refusal(rules(999_999_999_999L))).isInstanceOf(Refusal.RolledBack.class);
    assertThat(rule.accept(rules(7), history, true)).isPresent();
  }

  @Test
  void jump_ofACatalogWhoseGuardGoesBack_isToldAsAJump() throws Exception {
    accept(rules(7));

    ProductId product = new ProductId("Own Rules", "1.0", "SymAllLanguages");
    assertThat(refusal(catalog(product, "Update", 1_000_001, NOW.minusSeconds(1))))
        .isInstanceOf(Refusal.Implausible.class);
  }

  @Test
  void jump_ofAnotherProductsBytes_isToldAsThat() throws Exception {
    accept(rules(7));
    accept(catalog(Forge.CUR_DEFS, "Update", 110825002, NOW));

    assertThat(refusal(rules(110825002))).isInstanceOf(Refusal.WrongProduct.class);
  }

  @Test
  void bytes_ofAnotherProduct_areItsOnly() throws Exception {
    accept(curDefs(110825002));

    assertThat(refusal(catalog(Forge.hubDefs(Month.MAY), "CurDefs", 110825002, NOW)))
        .isInstanceOf(Refusal.WrongProduct.class);
  }

  @Test
  void catalog_withoutAnySequenceOfBefore_isAnotherProducts() throws Exception {
    accept(curDefs(110825002));

    assertThat(refusal(catalog(Forge.CUR_DEFS, "HubDefs", 110825002, NOW)))
        .isInstanceOf(Refusal.WrongProduct.class);
  }

  @Test
  void product_isStale_onceItsGuardIsOlderThanTheLimit() throws Exception {
    VerifiedCatalog catalog = curDefs(110825002);
    accept(catalog);
    Duration limit = FORGE.policy().staleAfter();

    clock.advance(limit);
    assertThat(rule.stale(history, List.of(catalog.path()))).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    assertThat(rule.stale(history, List.of(catalog.path()))).containsExactly(catalog.path());
  }
}
