package org.livemirror.core.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.livemirror.core.catalog.MicroDefs;
import org.livemirror.core.catalog.PackageName;
import org.livemirror.core.plan.Plan.Action;

/**
 * Chooses, for each product and sequence of an inventory, the package a client needs: inventory →
 * offer → answer with a reason.
 *
 * <p>The rule is the client's own: of the packages that lead on from its revision, the one that
 * reaches the greatest revision; of those, a delta before a full one, and the smaller before the
 * larger. A delta leads on only from exactly the revision in its name, a full package from any
 * older one. One package per sequence and session: what a delta could add to a full package follows
 * in the next session. Pure functions; safe for all threads.
 */
public final class Planner {
  private Planner() {}

  /** Plans for a whole inventory. */
  public static Plan plan(Inventory inventory, Offer offer) {
    List<Plan.Answer> answers = new ArrayList<>();
    for (Inventory.Product product : inventory.products()) {
      Optional<Offer.Product> offered = offer.find(product.id());
      installed(product, offered)
          .forEach(
              (sequence, from) ->
                  answers.add(
                      offered
                          .map(catalog -> answer(product, catalog, sequence, from))
                          .orElseGet(() -> notOffered(product, sequence, from))));
    }
    return new Plan(offer.generation(), answers);
  }

  /** A client that names no sequence has revision 0 of each one offered. */
  private static Map<String, Long> installed(
      Inventory.Product product, Optional<Offer.Product> offered) {
    if (!product.sequences().isEmpty()) {
      return product.sequences();
    }
    Map<String, Long> none = new LinkedHashMap<>();
    offered.ifPresent(
        catalog -> catalog.packages().forEach(candidate -> none.put(candidate.sequence(), 0L)));
    return none.isEmpty() ? Map.of("", 0L) : none;
  }

  private static Plan.Answer notOffered(Inventory.Product product, String sequence, long from) {
    return new Plan.Answer(
        product.id(),
        sequence,
        from,
        OptionalLong.empty(),
        Action.NOT_OFFERED,
        List.of(),
        "this server has no " + product.id().miniTriName());
  }

  private static Plan.Answer answer(
      Inventory.Product product, Offer.Product offered, String sequence, long from) {
    List<Offer.Candidate> packages =
        offered.packages().stream()
            .filter(candidate -> candidate.sequence().equals(sequence))
            .toList();
    OptionalLong newest = packages.stream().mapToLong(Offer.Candidate::revision).max();
    if (newest.isEmpty()) {
      return new Plan.Answer(
          product.id(),
          sequence,
          from,
          OptionalLong.empty(),
          Action.NOT_OFFERED,
          List.of(),
          product.id().miniTriName()
              + " offers nothing"
              + (sequence.isEmpty() ? "" : " for sequence " + sequence));
    }
    long to = newest.getAsLong();
    if (from == to) {
      return none(product, sequence, from, to, Action.UP_TO_DATE, to + " is the newest revision");
    }
    if (from > to) {
      return none(
          product,
          sequence,
          from,
          to,
          Action.AHEAD,
          "the client has " + from + ", newer than the newest here, " + to);
    }
    return packages.stream()
        .filter(candidate -> candidate.revision() > from && leadsOnFrom(candidate, from))
        .max(
            Comparator.comparingLong(Offer.Candidate::revision)
                .thenComparing(Planner::isDelta)
                .thenComparing(Comparator.comparingLong(Offer.Candidate::sizeBytes).reversed()))
        .map(chosen -> take(product, sequence, from, to, chosen))
        .orElseGet(
            () ->
                none(
                    product,
                    sequence,
                    from,
                    to,
                    Action.NO_PATH,
                    "no delta starts at "
                        + from
                        + " and no full package is newer; the newest revision is "
                        + to));
  }

  private static boolean leadsOnFrom(Offer.Candidate candidate, long from) {
    OptionalLong deltaFrom = deltaFrom(candidate);
    return deltaFrom.isEmpty() || deltaFrom.getAsLong() == from;
  }

  private static boolean isDelta(Offer.Candidate candidate) {
    return deltaFrom(candidate).isPresent();
  }

  private static OptionalLong deltaFrom(Offer.Candidate candidate) {
    return PackageName.parse(candidate.fileName())
        .map(PackageName::deltaFrom)
        .orElse(OptionalLong.empty());
  }

  private static Plan.Answer none(
      Inventory.Product product,
      String sequence,
      long from,
      long to,
      Action action,
      String reason) {
    return new Plan.Answer(
        product.id(), sequence, from, OptionalLong.of(to), action, List.of(), reason);
  }

  private static Plan.Answer take(
      Inventory.Product product, String sequence, long from, long newest, Offer.Candidate chosen) {
    Action action = action(product, sequence, chosen);
    String reason =
        switch (action) {
          case DELTA -> "a delta starts at " + from;
          case CURDEFS_FULL -> from == 0 ? "nothing is installed" : "no delta starts at " + from;
          case HUBDEFS_FULL ->
              "the client's hub " + from + " is older than the newest hub " + newest;
          default -> "the client's revision " + from + " is older than the newest, " + newest;
        };
    if (chosen.revision() < newest) {
      reason += "; the next session goes on from " + chosen.revision() + " to " + newest;
    }
    Plan.Step step =
        new Plan.Step(
            chosen.fileName(), from, chosen.revision(), chosen.sizeBytes(), chosen.sha256());
    return new Plan.Answer(
        product.id(),
        sequence,
        from,
        OptionalLong.of(chosen.revision()),
        action,
        List.of(step),
        reason);
  }

  private static Action action(Inventory.Product product, String sequence, Offer.Candidate chosen) {
    if (isDelta(chosen)) {
      return Action.DELTA;
    }
    if (!MicroDefs.isVersion(product.id().version())) {
      return Action.FULL;
    }
    return sequence.equals(MicroDefs.HUB_DEFS) ? Action.HUBDEFS_FULL : Action.CURDEFS_FULL;
  }
}
