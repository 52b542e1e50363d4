package org.livemirror.core.pull;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.publish.Publisher;
import org.livemirror.core.publish.PublisherTurn;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.scrub.Losses;
import org.livemirror.core.scrub.ScrubState;
import org.livemirror.core.space.Collector;
import org.livemirror.core.space.Room;
import org.livemirror.core.space.SpaceLimits;
import org.livemirror.core.trust.ProgressRule;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.core.trust.Verifier;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Entry;
import org.livemirror.store.Generation;
import org.livemirror.store.PublisherLock;

/**
 * One pull: fetch catalogs → verify → find what is missing → fetch packages → verify → publish.
 *
 * <ol>
 *   <li>Take the publisher's lock: one pull at a time, and its staged files are safe from another's
 *       sweep.
 *   <li>Find the mini-TRIs: by listing, or by the names that the selection spells out.
 *   <li>Fetch them, capped. One that is not there is not offered.
 *   <li>Verify each, read its catalog, and hold it against what was accepted before.
 *   <li>Keep the packages that are published already and are the ones meant.
 *   <li>Find out whether there is room for the others; make some if there is not.
 *   <li>Fetch the others, capped, each once however many catalogs name it, unless an earlier pull
 *       left them in the store.
 *   <li>Verify each against its catalog and its own guard; put it into the store.
 *   <li>Build the generation; its manifest is durable before the pointer moves.
 *   <li>Fetch what the source brought before and what is damaged or missing here.
 *   <li>Report. A refusal or a failure before the switch leaves what is served untouched; catalogs
 *       that cannot be, though well signed, are set aside.
 * </ol>
 *
 * <p>A scheduled pull, {@code livemirror pull} and {@code livemirror import} all go through here.
 * Blocks; safe for all threads.
 */
public final class Puller {
  private final PullMeans means;
  private final Optional<Collector> collector;

  /** A puller that takes as much space as there is. */
  public Puller(
      ContentStore store,
      TrustPolicy policy,
      ArchiveLimits archives,
      Publisher publisher,
      PullLimits limits,
      Clock clock,
      MirrorEvents events) {
    this(
        store,
        policy,
        archives,
        publisher,
        limits,
        SpaceLimits.NONE,
        Optional.empty(),
        clock,
        events);
  }

  /**
   * @param collector makes room when a pull needs it; none if nothing may be deleted
   */
  public Puller(
      ContentStore store,
      TrustPolicy policy,
      ArchiveLimits archives,
      Publisher publisher,
      PullLimits limits,
      SpaceLimits space,
      Optional<Collector> collector,
      Clock clock,
      MirrorEvents events) {
    this.means =
        new PullMeans(
            store,
            new Verifier(policy, archives, store.blobs()),
            new ProgressRule(policy, clock),
            publisher,
            limits,
            space,
            clock,
            events);
    this.collector = collector;
  }

  /**
   * Pulls a source.
   *
   * @throws org.livemirror.store.PublisherBusyException if another pull is running on the store
   * @throws IOException if the upstream, the network or the disk fails, or the source offers
   *     nothing of what is asked for
   */
  public PullReport pull(Source source) throws IOException {
    try (PublisherLock lock = means.store().generations().lockPublisher();
        PullSession session = new PullSession(means, source, lock, collector)) {
      Map<Generation, List<Entry>> lost = Losses.served(means.store());
      PullReport report = session.pull();
      report = report.with(session.repair(lost));
      if (report.outcome() instanceof Outcome.Refused refused) {
        refused
            .refusals()
            .forEach(refusal -> means.events().contentRefused(source.name(), refusal.message()));
      }
      return report;
    }
  }

  /**
   * Finds out what {@link #pull} would do; fetches catalogs only, keeps and publishes nothing, and
   * tells no events.
   */
  public PullPreview preview(Source source) throws IOException {
    try (PublisherLock lock = means.store().generations().lockPublisher();
        PullSession session = new PullSession(means, source, lock, Optional.empty())) {
      return session.preview();
    }
  }

  /**
   * Fetches files again that are damaged or missing, and nothing else; no channel is switched. What
   * another source brought is passed over.
   *
   * @param lost what to fetch, by the number of a generation that names it
   * @param patience how long to wait for the publisher's lock
   * @throws org.livemirror.store.PublisherBusyException if it was not free for all of that time
   */
  public Repairs repair(Source source, Map<Integer, List<Entry>> lost, Duration patience)
      throws IOException {
    try (PublisherLock lock = PublisherTurn.await(means.store().generations(), patience)) {
      Room room = means.room(Optional.empty());
      Repair repair = means.repair(source, means.fetcher(source, room));
      for (Map.Entry<Integer, List<Entry>> each : lost.entrySet()) {
        repair.of(means.store().generations().load(each.getKey()), each.getValue());
      }
      ScrubState.forgetFound(means.store(), lock);
      return repair.result();
    }
  }
}
