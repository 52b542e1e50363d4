package org.livemirror.core.publish;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.store.Channel;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DamagedStoreException;
import org.livemirror.store.Generation;
import org.livemirror.store.Generations;
import org.livemirror.store.Pointer;
import org.livemirror.store.PublisherLock;

/**
 * Which generation clients are served, as the operator decides: roll back, hold, promote, label.
 *
 * <p>Each but {@link #promoteSoaked} is one switch of a pointer to a generation that is there
 * already, so it takes no longer for a large one. Takes the publisher's lock; blocks; safe for all
 * threads.
 */
public final class Switching {
  private final ContentStore store;
  private final Clock clock;
  private final Duration grace;
  private final int deltas;
  private final MirrorEvents events;

  /**
   * @param grace how long a package is still served that production drops at a promotion
   * @param deltas as for {@link Publisher}
   */
  public Switching(
      ContentStore store, Clock clock, Duration grace, int deltas, MirrorEvents events) {
    this.store = store;
    this.clock = clock;
    this.grace = grace;
    this.deltas = deltas;
    this.events = events;
  }

  /**
   * Makes production serve an earlier generation, or any other. Catalogs that are taken back by
   * this do not come back with the next pull, but only as something newer; see {@link #allowBack}.
   *
   * @return the catalogs that may not come back
   * @throws DamagedStoreException if that generation is not there or not whole
   */
  public Set<ContentPath> rollBack(int number) throws IOException {
    Generations generations = store.generations();
    try (PublisherLock lock = generations.lockPublisher()) {
      Generation target = generations.load(number);
      Releases releases = Releases.read(store.documents());
      Map<ContentPath, Layer.Placed> back = catalogsNow();
      for (Layer.Placed placed : Layer.catalogsOf(target)) {
        Layer.Placed now = back.get(placed.path());
        if (now != null && isSame(now, placed)) {
          back.remove(placed.path()); // what was taken back before stays so, if this is done twice
        } else {
          releases.forgetRollback(placed.path());
        }
      }
      back.values().forEach(each -> releases.rollBack(each.path(), each.item().entry().blob()));
      releases.forgetTrials(number);
      boolean follows = testingFollows();
      releases.write(store.documents(), lock);
      if (follows) {
        generations.point(lock, Channel.TESTING, number);
      }
      generations.point(lock, Channel.PRODUCTION, number);
      events.rolledBack(target, back.keySet());
      events.generationPublished(target);
      return Set.copyOf(back.keySet());
    }
  }

  /** Whether there is a pointer of testing that tells nothing of its own, or nothing at all. */
  private boolean testingFollows() throws IOException {
    Generations generations = store.generations();
    try {
      return !Publisher.isTestingAhead(generations)
          && generations.pointer(Channel.TESTING).isPresent();
    } catch (DamagedStoreException e) {
      return true;
    }
  }

  private static boolean isSame(Layer.Placed one, Layer.Placed other) {
    return one.item().entry().blob().equals(other.item().entry().blob());
  }

  /** What production serves, as far as it can be read: a rollback is also the way out of damage. */
  private Map<ContentPath, Layer.Placed> catalogsNow() throws IOException {
    Map<ContentPath, Layer.Placed> catalogs = new HashMap<>();
    try {
      Optional<Generation> current = store.generations().current(Channel.PRODUCTION);
      if (current.isPresent()) {
        Layer.catalogsOf(current.get()).forEach(each -> catalogs.put(each.path(), each));
      }
    } catch (DamagedStoreException e) {
      catalogs.clear();
    }
    return catalogs;
  }

  /** Lets catalogs that were rolled back come with the next pull again; all, if none is named. */
  public void allowBack(Collection<ContentPath> catalogs) throws IOException {
    decide(
        releases -> {
          if (catalogs.isEmpty()) {
            releases.forgetRollbacks();
          } else {
            catalogs.forEach(releases::forgetRollback);
          }
        });
  }

  /** From now on nothing reaches production by itself: what is pulled goes to testing. */
  public void hold() throws IOException {
    decide(releases -> releases.hold(clock.instant()));
    events.switchingHeld();
  }

  /**
   * Ends a hold. What came meanwhile is in testing, and reaches production by {@link #promote}, or,
   * if its source has no gate, with the next pull.
   */
  public void release() throws IOException {
    decide(Releases::release);
    events.switchingReleased();
  }

  /**
   * Names a generation for people; an empty label takes the name away. A generation with a label is
   * kept.
   *
   * @throws DamagedStoreException if it is not there
   */
  public void label(int number, String label) throws IOException {
    store.generations().manifest(number);
    decide(releases -> releases.label(number, label));
  }

  private void decide(Decision decision) throws IOException {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      Releases releases = Releases.read(store.documents());
      decision.on(releases);
      releases.write(store.documents(), lock);
    }
  }

  /** A change of what was decided. */
  private interface Decision {
    void on(Releases releases);
  }

  /** The generation that is tested and that production does not serve yet. */
  public Optional<Integer> inTesting() throws IOException {
    return Publisher.isTestingAhead(store.generations())
        ? store.generations().pointer(Channel.TESTING).map(Pointer::generation)
        : Optional.empty();
  }

  /**
   * Makes production serve what is tested, catalogs that were rolled back included.
   *
   * @return that generation, or empty if nothing is tested that production does not serve
   */
  public Optional<Generation> promote() throws IOException {
    try (PublisherLock lock = store.generations().lockPublisher()) {
      if (!Publisher.isTestingAhead(store.generations())) {
        return Optional.empty();
      }
      Releases releases = Releases.read(store.documents());
      Generation tested = store.generations().current(Channel.TESTING).orElseThrow();
      releases.rolledBackIn(tested).forEach(releases::forgetRollback);
      promote(lock, releases, tested, true);
      return Optional.of(tested);
    }
  }

  private void promote(PublisherLock lock, Releases releases, Generation tested, boolean asked)
      throws IOException {
    Optional<Pointer> replaced = store.generations().pointer(Channel.PRODUCTION);
    if (replaced.isPresent()) {
      Leaving leaving = leaving();
      releases.promoted(
          tested.number(), replaced.get().generation(), leaving.keptUntil(leaving.now()));
      releases.write(store.documents(), lock); // first: it means nothing until the pointer moves
    }
    store.generations().point(lock, Channel.PRODUCTION, tested.number());
    releases.forgetTrials(tested.number());
    releases.write(store.documents(), lock);
    events.generationPromoted(tested, asked);
    events.generationPublished(tested);
  }

  /**
   * Makes production serve what has been tested for long enough, unless switching is held. If
   * something newer is being tested as well, that stays in testing, and of the sources that have no
   * gate production keeps what it has. Catalogs that were rolled back stay in testing, too.
   *
   * @param gated the sources that must be tested
   * @return the generation that production serves now, or empty if nothing changed
   */
  public Optional<Generation> promoteSoaked(Duration soak, Set<String> gated) throws IOException {
    Instant latest = clock.instant().minus(soak);
    // Looked at without the lock, which would keep a pull of another process out for nothing.
    if (!isTesting() || (!isSoaked(latest) && soaked(releases(), latest).isEmpty())) {
      return Optional.empty();
    }
    try (PublisherLock lock = store.generations().lockPublisher()) {
      Releases releases = releases();
      if (!isTesting()) {
        return Optional.empty();
      }
      Generation tested = store.generations().current(Channel.TESTING).orElseThrow();
      if (isSoaked(latest) && releases.rolledBackIn(tested).isEmpty()) {
        promote(lock, releases, tested, false);
        return Optional.of(tested);
      }
      Optional<Integer> soaked = soaked(releases, latest);
      return soaked.isEmpty()
          ? Optional.empty()
          : promoteInPart(lock, releases, store.generations().load(soaked.get()), gated);
    }
  }

  private Leaving leaving() {
    return new Leaving(clock.instant(), grace, deltas);
  }

  private Releases releases() throws IOException {
    return Releases.read(store.documents());
  }

  /** Whether something is tested that may reach production by itself. */
  private boolean isTesting() throws IOException {
    return Publisher.isTestingAhead(store.generations()) && releases().heldSince().isEmpty();
  }

  /** Whether what testing serves is old enough. */
  private boolean isSoaked(Instant latest) throws IOException {
    int tested = store.generations().pointer(Channel.TESTING).orElseThrow().generation();
    return !store.generations().manifest(tested).created().isAfter(latest);
  }

  /** The newest of what was put to the test that is old enough and was not deleted by hand. */
  private Optional<Integer> soaked(Releases releases, Instant latest) throws IOException {
    boolean unused = releases.keepTrials(store.generations().numbers());
    return releases.soaked(latest).map(Releases.Trial::generation);
  }

  private Optional<Generation> promoteInPart(
      PublisherLock lock, Releases releases, Generation soaked, Set<String> gated)
      throws IOException {
    Generations generations = store.generations();
    Generation tested = generations.current(Channel.TESTING).orElseThrow();
    Leaving leaving = leaving();
    Optional<Generation> production = generations.current(Channel.PRODUCTION);
    Layer layer =
        new Layer(
            Channel.PRODUCTION,
            production,
            Replaced.before(production, store, releases, leaving.now()));
    Set<ContentPath> rolledBack = releases.rolledBackIn(soaked);
    layer
        .catalogs()
        .values()
        .removeIf(placed -> gated.contains(placed.source()) && !rolledBack.contains(placed.path()));
    for (Layer.Placed placed : Layer.catalogsOf(soaked)) {
      if (gated.contains(placed.source()) && !rolledBack.contains(placed.path())) {
        layer.catalogs().put(placed.path(), placed);
      }
    }
    Item flag = Item.of(soaked, soaked.find(Publisher.FLAG).orElseThrow());
    Optional<Generation> published =
        layer.write(
            store,
            lock,
            "tested since " + soaked.created(),
            path -> soaked.find(path).map(entry -> Item.of(soaked, entry)),
            flag,
            leaving,
            false);
    releases.forgetTrials(soaked.number());
    if (published.isPresent()) {
      // Numbers tell what is ahead: what is tested has to have a greater one again, and first. It
      // keeps the packages that production is about to serve, for when it takes production's place.
      Generation again =
          new Layer(Channel.TESTING, Optional.of(tested), List.of(Replaced.later(published.get())))
              .write(store, lock, tested.reason(), path -> Optional.empty(), flag, leaving, true)
              .orElseThrow();
      generations.point(lock, Channel.TESTING, again.number());
      generations.point(lock, Channel.PRODUCTION, published.get().number());
      releases.renumber(tested.number(), again.number());
      events.generationPromoted(published.get(), false);
      events.generationPublished(published.get());
    }
    releases.write(store.documents(), lock);
    return published;
  }
}
