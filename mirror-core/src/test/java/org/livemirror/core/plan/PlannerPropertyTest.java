package org.livemirror.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.livemirror.core.plan.Plan.Action;

/** The planner against an oracle that knows no rule of its own, only which package beats which. */
final class PlannerPropertyTest {
  private static final Long[] REVISIONS = {
    91231998L, 91231999L, 100101001L, 110418018L, 110824049L, 110824050L, 110825002L
  };

  /** A package as its publisher means it; {@code deltaFrom} is empty on a full one. */
  record Made(String sequence, long revision, Optional<Long> deltaFrom, int sizeBytes) {
    Offer.Candidate candidate(int index) {
      String mark =
          deltaFrom.map(from -> String.format(Locale.ROOT, "en%09d", from)).orElse("full");
      return Offers.candidate(sequence, revision, (1314000000L + index) + mark + ".m25", sizeBytes);
    }

    boolean helps(long from) {
      return revision > from && deltaFrom.map(start -> start == from).orElse(true);
    }

    boolean beats(Made other) {
      if (revision != other.revision) {
        return revision > other.revision;
      }
      if (deltaFrom.isPresent() != other.deltaFrom.isPresent()) {
        return deltaFrom.isPresent();
      }
      return sizeBytes < other.sizeBytes;
    }
  }

  @Property(tries = 2000)
  void answer_isWhatNoOtherPackageBeats(
      @ForAll("catalogs") List<Made> made, @ForAll("installed") long from) {
    List<Offer.Candidate> packages = new ArrayList<>();
    for (Made each : made) {
      packages.add(each.candidate(packages.size()));
    }
    Offer offer = new Offer(1, List.of(new Offer.Product(Offers.CUR_DEFS, packages)));

    Plan plan =
        Planner.plan(
            Offers.inventory(Offers.installed(Offers.CUR_DEFS, Map.of("CurDefs", from))), offer);

    assertThat(plan.products()).hasSize(1);
    Plan.Answer answer = plan.products().get(0);
    List<Made> mine = made.stream().filter(each -> each.sequence.equals("CurDefs")).toList();
    List<Made> unbeaten =
        mine.stream()
            .filter(each -> each.helps(from))
            .filter(each -> mine.stream().noneMatch(o -> o.helps(from) && o.beats(each)))
            .toList();
    assertThat(answer.action()).isEqualTo(expected(mine, unbeaten, from));
    assertThat(answer.from()).isEqualTo(from);
    assertThat(plan.totalBytes()).isEqualTo(unbeaten.isEmpty() ? 0 : unbeaten.get(0).sizeBytes());
    if (unbeaten.isEmpty()) {
      assertThat(answer.steps()).isEmpty();
    } else {
      Offer.Candidate first = packages.get(made.indexOf(unbeaten.get(0)));
      assertThat(answer.steps())
          .containsExactly(
              new Plan.Step(
                  first.fileName(), from, first.revision(), first.sizeBytes(), first.sha256()));
      assertThat(answer.to()).hasValue(first.revision());
    }
  }

  private static Action expected(List<Made> mine, List<Made> unbeaten, long from) {
    if (!unbeaten.isEmpty()) {
      return unbeaten.get(0).deltaFrom().isPresent() ? Action.DELTA : Action.CURDEFS_FULL;
    }
    if (mine.isEmpty()) {
      return Action.NOT_OFFERED;
    }
    if (mine.stream().anyMatch(each -> each.revision() > from)) {
      return Action.NO_PATH;
    }
    return mine.stream().anyMatch(each -> each.revision() == from)
        ? Action.UP_TO_DATE
        : Action.AHEAD;
  }

  @Provide
  Arbitrary<Long> installed() {
    return Arbitraries.oneOf(Arbitraries.of(REVISIONS), Arbitraries.of(0L, Long.MAX_VALUE));
  }

  @Provide
  Arbitrary<List<Made>> catalogs() {
    Arbitrary<String> sequences = Arbitraries.of("CurDefs", "CurDefs", "CurDefs", "HubDefs");
    Arbitrary<Optional<Long>> starts = Arbitraries.of(REVISIONS).optional(0.6);
    return Combinators.combine(
            sequences, Arbitraries.of(REVISIONS), starts, Arbitraries.integers().between(1, 4))
        .as(Made::new)
        .list()
        .ofMaxSize(8);
  }
}
