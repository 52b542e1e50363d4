package org.livemirror.core.trust;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.catalog.CatalogItem;
import org.livemirror.core.catalog.MicroDefs;
import org.livemirror.core.catalog.Revisions;
import org.livemirror.core.trust.TrustHistory.Accepted;
import org.livemirror.store.ContentPath;

/**
 * Whether a catalog that is well signed is also the next one: what a signature cannot tell, as
 * every old catalog is well signed too.
 *
 * <p>In this order: (1) no time or revision in it lies in the future, and revisions are of their
 * scheme, so that nothing absurd locks out what comes later; (2) it is not older than the operator
 * accepts; (3) it is this product's: its bytes were not accepted for another one and it advances
 * the sequences it advanced before; (4) no sequence of plain numbers makes an absurd jump, for the
 * reason of (1); this comes after (3), as another product's numbers would look like one; (5)
 * neither its guard time nor any sequence goes back.
 *
 * <p>Safe for all threads; the history is the caller's.
 */
public final class ProgressRule {
  private static final long MAX_REVISION = 999_999_999_999L;
  private static final int DAYS_AHEAD_OF_GUARD = 2;
  private static final long MAX_JUMP = 1000;
  private static final long SMALL_REVISION = 1000;

  private final TrustPolicy policy;
  private final Clock clock;

  public ProgressRule(TrustPolicy policy, Clock clock) {
    this.policy = policy;
    this.clock = clock;
  }

  /**
   * Checks a catalog and, if it is good, notes it in the history.
   *
   * @param allowed the operator wants it all the same; what was overruled is returned and noted
   * @throws RefusedException with the first rule that it breaks, unless allowed
   */
  public Optional<Refusal> accept(VerifiedCatalog catalog, TrustHistory history, boolean allowed)
      throws RefusedException {
    Optional<Refusal> overruled = Optional.empty();
    try {
      check(catalog, history);
    } catch (RefusedException e) {
      if (!allowed) {
        throw e;
      }
      history.allow(e.refusal(), clock.instant());
      overruled = Optional.of(e.refusal());
    }
    history.accept(catalog);
    return overruled;
  }

  private void check(VerifiedCatalog catalog, TrustHistory history) throws RefusedException {
    Accepted next = Accepted.of(catalog);
    checkPlausible(catalog, next);
    Instant oldest = policy.oldestGuard(catalog.catalog().product());
    if (next.guardTime().isBefore(oldest)) {
      throw new RefusedException(
          new Refusal.TooOld(
              catalog.path().toString(),
              "a guard of " + next.guardTime(),
              oldest + " or later, as the policy says"));
    }
    checkProduct(catalog, next, history);
    Optional<Accepted> before = history.accepted(catalog.path());
    if (before.isPresent()) {
      if (!isDated(catalog)) {
        checkJump(catalog.path().toString(), before.get(), next);
      }
      checkAdvance(catalog.path().toString(), before.get(), next);
    }
  }

  private void checkPlausible(VerifiedCatalog catalog, Accepted next) throws RefusedException {
    String file = catalog.path().toString();
    Instant latest = clock.instant().plus(policy.clockSkew());
    if (next.guardTime().isAfter(latest)) {
      throw future(file, "a guard of " + next.guardTime());
    }
    if (catalog.proof().signingTime().isAfter(latest)) {
      throw future(file, "a signature of " + catalog.proof().signingTime());
    }
    LocalDate lastDay =
        min(next.guardTime().plus(Duration.ofDays(DAYS_AHEAD_OF_GUARD)), latest)
            .atZone(ZoneOffset.UTC)
            .toLocalDate();
    boolean dated = isDated(catalog);
    for (CatalogItem item : catalog.catalog().items()) {
      Optional<LocalDate> day = Revisions.day(item.revision());
      if (item.revision() > MAX_REVISION || (dated && day.isEmpty())) {
        throw new RefusedException(
            new Refusal.Implausible(
                file,
                item.sequence() + " revision " + item.revision(),
                dated ? "a revision of the form YYMMDDRRR" : "at most " + MAX_REVISION));
      }
      if (dated && day.orElseThrow().isAfter(lastDay)) {
        throw new RefusedException(
            new Refusal.Implausible(
                file,
                item.sequence() + " revision " + item.revision() + " of " + day.orElseThrow(),
                "a day up to " + lastDay + ", as its guard is of " + next.guardTime()));
      }
    }
  }

  /** Whether the revisions are of the form YYMMDDRRR. */
  private static boolean isDated(VerifiedCatalog catalog) {
    return MicroDefs.isVersion(catalog.catalog().product().version());
  }

  private static Instant min(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private RefusedException future(String file, String found) {
    return new RefusedException(
        new Refusal.Implausible(
            file,
            found,
            "no later than this host's clock, %s, and %s"
                .formatted(clock.instant(), policy.clockSkew())));
  }

  private static void checkProduct(VerifiedCatalog catalog, Accepted next, TrustHistory history)
      throws RefusedException {
    String file = catalog.path().toString();
    for (Map.Entry<String, Accepted> other : history.accepted().entrySet()) {
      boolean same = other.getKey().equals(catalog.path().key());
      if (!same && other.getValue().blob().equals(next.blob())) {
        throw new RefusedException(
            new Refusal.WrongProduct(
                file, "the bytes of " + other.getKey(), "a catalog of its own"));
      }
    }
    Set<String> known =
        history
            .accepted(catalog.path())
            .map(before -> before.revisions().keySet())
            .orElse(Set.of());
    Set<String> found = next.revisions().keySet();
    if (!known.isEmpty() && Collections.disjoint(known, found)) {
      throw new RefusedException(
          new Refusal.WrongProduct(
              file, "sequences " + sorted(found), "some of " + sorted(known) + ", as before"));
    }
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }

  private static void checkJump(String file, Accepted before, Accepted next)
      throws RefusedException {
    for (Map.Entry<String, Long> revision : before.revisions().entrySet()) {
      long base = Math.max(revision.getValue(), SMALL_REVISION);
      Long found = next.revisions().get(revision.getKey());
      // found > MAX_JUMP * base, which overflows on what an operator may have allowed.
      if (found != null && (found - 1) / MAX_JUMP >= base) {
        throw new RefusedException(
            new Refusal.Implausible(
                file,
                revision.getKey() + " revision " + found,
                "at most %d times %d, as %d was accepted before"
                    .formatted(MAX_JUMP, base, revision.getValue())));
      }
    }
  }

  private static void checkAdvance(String file, Accepted before, Accepted next)
      throws RefusedException {
    if (next.guardTime().isBefore(before.guardTime())) {
      throw new RefusedException(
          new Refusal.RolledBack(
              file,
              "a guard of",
              next.guardTime().toString(),
              before.guardTime() + " or later, as accepted before"));
    }
    for (Map.Entry<String, Long> revision : before.revisions().entrySet()) {
      Long found = next.revisions().get(revision.getKey());
      if (found != null && found < revision.getValue()) {
        throw new RefusedException(
            new Refusal.RolledBack(
                file,
                revision.getKey(),
                found.toString(),
                revision.getValue() + " or later, as accepted before"));
      }
    }
  }

  /**
   * The paths of a history's catalogs whose guards are older than the policy's limit, of those in
   * {@code paths}.
   */
  public List<ContentPath> stale(TrustHistory history, List<ContentPath> paths) {
    Instant limit = clock.instant().minus(policy.staleAfter());
    return paths.stream()
        .filter(
            path ->
                history.accepted(path).filter(each -> each.guardTime().isBefore(limit)).isPresent())
        .toList();
  }
}
