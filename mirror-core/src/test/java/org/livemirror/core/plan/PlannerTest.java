package org.livemirror.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.livemirror.core.plan.Offers.APRIL;
import static org.livemirror.core.plan.Offers.APRIL_FULL;
import static org.livemirror.core.plan.Offers.ARTICLE;
import static org.livemirror.core.plan.Offers.CUR_DEFS;
import static org.livemirror.core.plan.Offers.CUR_DEFS_FULL;
import static org.livemirror.core.plan.Offers.DECOMPOSER;
import static org.livemirror.core.plan.Offers.DELTA;
import static org.livemirror.core.plan.Offers.candidate;
import static org.livemirror.core.plan.Offers.installed;
import static org.livemirror.core.plan.Offers.inventory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.livemirror.core.catalog.ProductId;
import org.livemirror.core.plan.Plan.Action;

final class PlannerTest {
  @Test
  void article_firstSession_getsExactlyTheTwoFulls() {
    Plan plan =
        Planner.plan(
            inventory(
                installed(CUR_DEFS, Map.of("CurDefs", 110418018L)),
                installed(APRIL, Map.of("HubDefs", 110418018L))),
            ARTICLE);

    assertThat(plan.generation()).isEqualTo(42);
    assertThat(plan.totalBytes()).isEqualTo(230_000_000);
    assertThat(plan.products())
        .containsExactly(
            taken(
                CUR_DEFS,
                "CurDefs",
                110418018,
                Action.CURDEFS_FULL,
                CUR_DEFS_FULL,
                "no delta starts at 110418018; the next session goes on from 110824050 to 110825002"),
            taken(
                APRIL,
                "HubDefs",
                110418018,
                Action.HUBDEFS_FULL,
                APRIL_FULL,
                "the client's hub 110418018 is older than the newest hub 110818021"));
  }

  @Test
  void article_secondSession_getsExactlyTheDelta() {
    Plan plan =
        Planner.plan(
            inventory(
                installed(CUR_DEFS, Map.of("CurDefs", 110824050L)),
                installed(APRIL, Map.of("HubDefs", 110818021L))),
            ARTICLE);

    assertThat(plan.totalBytes()).isEqualTo(214_312);
    assertThat(plan.products())
        .containsExactly(
            taken(
                CUR_DEFS, "CurDefs", 110824050, Action.DELTA, DELTA, "a delta starts at 110824050"),
            nothing(
                APRIL,
                "HubDefs",
                110818021,
                110818021,
                Action.UP_TO_DATE,
                "110818021 is the newest revision"));
  }

  @Test
  void article_thirdSession_getsNothing() {
    Plan plan = plan(ARTICLE, CUR_DEFS, "CurDefs", 110825002);
    assertThat(plan.totalBytes()).isZero();
    assertThat(plan.products())
        .containsExactly(
            nothing(
                CUR_DEFS,
                "CurDefs",
                110825002,
                110825002,
                Action.UP_TO_DATE,
                "110825002 is the newest revision"));
  }

  @Test
  void client_newerThanTheServer_isAhead() {
    assertThat(plan(ARTICLE, CUR_DEFS, "CurDefs", 110825003).products())
        .containsExactly(
            nothing(
                CUR_DEFS,
                "CurDefs",
                110825003,
                110825002,
                Action.AHEAD,
                "the client has 110825003, newer than the newest here, 110825002"));
  }

  @Test
  void client_withoutDefinitions_getsTheFull() {
    Plan.Answer answer = only(plan(Offers.of(CUR_DEFS, CUR_DEFS_FULL), CUR_DEFS, "CurDefs", 0));
    assertThat(answer)
        .isEqualTo(
            taken(
                CUR_DEFS,
                "CurDefs",
                0,
                Action.CURDEFS_FULL,
                CUR_DEFS_FULL,
                "nothing is installed"));
  }

  @Test
  void content_outsideTheScheme_getsFull() {
    Offer.Candidate engine = candidate("Decomposer", 20, "1314000000decomposer.zip", 5);
    assertThat(only(plan(Offers.of(DECOMPOSER, engine), DECOMPOSER, "Decomposer", 19)))
        .isEqualTo(
            taken(
                DECOMPOSER,
                "Decomposer",
                19,
                Action.FULL,
                engine,
                "the client's revision 19 is older than the newest, 20"));
  }

  @Test
  void deltas_fromOtherRevisionsOnly_areNoPath() {
    assertThat(only(plan(Offers.of(CUR_DEFS, DELTA), CUR_DEFS, "CurDefs", 110824049)))
        .isEqualTo(
            nothing(
                CUR_DEFS,
                "CurDefs",
                110824049,
                110825002,
                Action.NO_PATH,
                "no delta starts at 110824049 and no full package is newer; the newest revision is"
                    + " 110825002"));
  }

  @Test
  void full_olderThanTheClient_isNoPath() {
    assertThat(only(plan(ARTICLE, CUR_DEFS, "CurDefs", 110824051)).action())
        .isEqualTo(Action.NO_PATH);
  }

  @Test
  void product_unknown_isNotOffered() {
    assertThat(only(plan(ARTICLE, DECOMPOSER, "Decomposer", 7)))
        .isEqualTo(
            notOffered(
                DECOMPOSER,
                "Decomposer",
                7,
                "this server has no decomposer_1.0.0_symalllanguages_livetri.zip"));
  }

  @Test
  void month_unknown_isNotOffered() {
    ProductId may = Offers.virusDefinitions("MicroDefsB.May");
    assertThat(only(plan(ARTICLE, may, "HubDefs", 110518018)).action())
        .isEqualTo(Action.NOT_OFFERED);
  }

  @Test
  void sequence_unknown_isNotOffered() {
    assertThat(only(plan(ARTICLE, CUR_DEFS, "HubDefs", 110418018)))
        .isEqualTo(
            notOffered(
                CUR_DEFS,
                "HubDefs",
                110418018,
                CUR_DEFS.miniTriName() + " offers nothing for sequence HubDefs"));
  }

  @Test
  void full_reachingFurtherThanTheDelta_wins() {
    Offer.Candidate further = candidate("CurDefs", 110825003, "1314290000full.m25", 110_000_000);
    Plan.Answer answer =
        only(plan(Offers.of(CUR_DEFS, DELTA, further), CUR_DEFS, "CurDefs", 110824050));
    assertThat(answer.action()).isEqualTo(Action.CURDEFS_FULL);
    assertThat(files(answer)).containsExactly(further.fileName());
  }

  @Test
  void delta_reachingFurtherThanTheFull_wins() {
    assertThat(files(only(plan(ARTICLE, CUR_DEFS, "CurDefs", 110824050))))
        .containsExactly(DELTA.fileName());
  }

  @Test
  void delta_notTheNewest_isTakenAndSaysSo() {
    Offer.Candidate next = candidate("CurDefs", 110826001, "1314390000en110825002.m25", 5);
    Plan.Answer answer =
        only(plan(Offers.of(CUR_DEFS, DELTA, next), CUR_DEFS, "CurDefs", 110824050));
    assertThat(answer)
        .isEqualTo(
            taken(
                CUR_DEFS,
                "CurDefs",
                110824050,
                Action.DELTA,
                DELTA,
                "a delta starts at 110824050; the next session goes on from 110825002 to"
                    + " 110826001"));
  }

  @Test
  void tie_deltaAndSmallerFull_goesToTheDelta() {
    Offer.Candidate full = candidate("CurDefs", DELTA.revision(), "1314282430full.m25", 1);
    for (Offer offer : eitherOrder(CUR_DEFS, DELTA, full)) {
      assertThat(files(only(plan(offer, CUR_DEFS, "CurDefs", 110824050))))
          .containsExactly(DELTA.fileName());
    }
  }

  @Test
  void tie_ofOneKind_goesToTheSmaller() {
    Offer.Candidate small = candidate("CurDefs", 110824050, "1314253617small.m25", 10);
    Offer.Candidate large = candidate("CurDefs", 110824050, "1314253618large.m25", 11);
    for (Offer offer : eitherOrder(CUR_DEFS, small, large)) {
      assertThat(files(only(plan(offer, CUR_DEFS, "CurDefs", 1))))
          .containsExactly(small.fileName());
    }
  }

  @Test
  void tie_inEverything_goesToTheFirstInTheCatalog() {
    Offer.Candidate one = candidate("CurDefs", 110824050, "1314253617b.m25", 10);
    Offer.Candidate two = candidate("CurDefs", 110824050, "1314253617a.m25", 10);
    assertThat(files(only(plan(Offers.of(CUR_DEFS, one, two), CUR_DEFS, "CurDefs", 1))))
        .containsExactly(one.fileName());
  }

  @Test
  void revisions_acrossAYearEnd_compareAsNumbers() {
    Offer.Candidate newYear = candidate("CurDefs", 100101001, "1262304000full.m25", 10);
    Offer.Candidate delta = candidate("CurDefs", 100101002, "1262304001en091231999.m25", 1);
    Offer offer = Offers.of(CUR_DEFS, newYear, delta);

    assertThat(only(plan(offer, CUR_DEFS, "CurDefs", 91231999)).action()).isEqualTo(Action.DELTA);
    assertThat(only(plan(offer, CUR_DEFS, "CurDefs", 91231998)).action())
        .isEqualTo(Action.CURDEFS_FULL);
    Offer.Candidate oldYear = candidate("CurDefs", 91231999, "1262300000full.m25", 10);
    assertThat(only(plan(Offers.of(CUR_DEFS, oldYear), CUR_DEFS, "CurDefs", 100101001)).action())
        .isEqualTo(Action.AHEAD);
  }

  @Test
  void revisions_beyond32Bits_compareAsNumbers() {
    long big = 1L << 40;
    Offer offer = Offers.of(DECOMPOSER, candidate("Seq", big + 1, "1314000000x.zip", 1));
    assertThat(only(plan(offer, DECOMPOSER, "Seq", big)).action()).isEqualTo(Action.FULL);
    assertThat(only(plan(offer, DECOMPOSER, "Seq", big + 1)).action()).isEqualTo(Action.UP_TO_DATE);
    assertThat(only(plan(offer, DECOMPOSER, "Seq", Long.MAX_VALUE)).action())
        .isEqualTo(Action.AHEAD);
  }

  @Test
  void answers_manyProductsAndSequences_areInTheOrderAsked() {
    Map<String, Long> sequences = new LinkedHashMap<>();
    sequences.put("Zeta", 1L);
    sequences.put("CurDefs", 110825002L);
    sequences.put("Alpha", 2L);
    Plan plan =
        Planner.plan(
            inventory(
                installed(DECOMPOSER, Map.of("D", 1L)),
                installed(CUR_DEFS, sequences),
                installed(APRIL, Map.of("HubDefs", 1L)),
                installed(DECOMPOSER, Map.of("E", 1L))),
            ARTICLE);
    assertThat(plan.products())
        .extracting(Plan.Answer::sequence)
        .containsExactly("D", "Zeta", "CurDefs", "Alpha", "HubDefs", "E");
  }

  @Test
  void product_withoutSequences_isPlannedFromZeroForEachOffered() {
    Offer.Candidate other = candidate("Other", 3, "1314253619other.m25", 7);
    Plan plan =
        Planner.plan(
            inventory(installed(CUR_DEFS, Map.of())),
            Offers.of(CUR_DEFS, CUR_DEFS_FULL, other, DELTA));
    assertThat(plan.products())
        .extracting(Plan.Answer::sequence, Plan.Answer::from, PlannerTest::files)
        .containsExactly(
            tuple("CurDefs", 0L, List.of(CUR_DEFS_FULL.fileName())),
            tuple("Other", 0L, List.of(other.fileName())));
  }

  @Test
  void product_withoutSequencesAndUnknown_isNotOfferedOnce() {
    assertThat(Planner.plan(inventory(installed(DECOMPOSER, Map.of())), ARTICLE).products())
        .containsExactly(
            notOffered(
                DECOMPOSER,
                "",
                0,
                "this server has no decomposer_1.0.0_symalllanguages_livetri.zip"));
  }

  @Test
  void product_withoutSequencesAndAnEmptyCatalog_isNotOfferedOnce() {
    assertThat(
            Planner.plan(inventory(installed(DECOMPOSER, Map.of())), Offers.of(DECOMPOSER))
                .products())
        .containsExactly(
            notOffered(
                DECOMPOSER, "", 0, "decomposer_1.0.0_symalllanguages_livetri.zip offers nothing"));
  }

  @Test
  void product_inAnotherCase_isFoundAndAnsweredAsAsked() {
    ProductId shouted =
        new ProductId(
            CUR_DEFS.product().toUpperCase(Locale.ROOT), "microdefsb.CURDEFS", "symalllanguages");
    Plan.Answer answer = only(plan(ARTICLE, shouted, "CurDefs", 110418018));
    assertThat(answer.action()).isEqualTo(Action.CURDEFS_FULL);
    assertThat(answer.product()).isEqualTo(shouted);
  }

  @Test
  void inventory_empty_givesAnEmptyPlan() {
    assertThat(Planner.plan(inventory(), ARTICLE)).isEqualTo(new Plan(42, List.of()));
  }

  private static Plan plan(Offer offer, ProductId id, String sequence, long from) {
    return Planner.plan(inventory(installed(id, Map.of(sequence, from))), offer);
  }

  private static Plan.Answer only(Plan plan) {
    assertThat(plan.products()).hasSize(1);
    return plan.products().get(0);
  }

  private static List<String> files(Plan.Answer answer) {
    return answer.steps().stream().map(Plan.Step::fileName).toList();
  }

  private static List<Offer> eitherOrder(ProductId id, Offer.Candidate a, Offer.Candidate b) {
    return List.of(Offers.of(id, a, b), Offers.of(id, b, a));
  }

  private static Plan.Answer taken(
      ProductId id, String sequence, long from, Action action, Offer.Candidate file, String why) {
    return new Plan.Answer(
        id,
        sequence,
        from,
        OptionalLong.of(file.revision()),
        action,
        List.of(
            new Plan.Step(file.fileName(), from, file.revision(), file.sizeBytes(), file.sha256())),
        why);
  }

  private static Plan.Answer nothing(
      ProductId id, String sequence, long from, long to, Action action, String why) {
    return new Plan.Answer(id, sequence, from, OptionalLong.of(to), action, List.of(), why);
  }

  private static Plan.Answer notOffered(ProductId id, String sequence, long from, String why) {
    return new Plan.Answer(
        id, sequence, from, OptionalLong.empty(), Action.NOT_OFFERED, List.of(), why);
  }
}
