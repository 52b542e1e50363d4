package org.livemirror.core.pull;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.pull.PullReport.SetAside;
import org.livemirror.core.trust.ProgressRule;
import org.livemirror.core.trust.Refusal;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.TrustHistory;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.VerifiedPackage;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what a pull brings against what was accepted before, and notes it. Until {@link #write}
 * nothing has happened and nothing is told: a preview ends before it. For one thread.
 */
final class Acceptance {
  private static final Logger LOG = LoggerFactory.getLogger(Acceptance.class);

  private final Source source;
  private final ContentStore store;
  private final ProgressRule rule;
  private final Clock clock;
  private final MirrorEvents events;
  private final TrustHistory history;
  private final List<Refusal> overruled = new ArrayList<>();
  private final List<TrustHistory.Seen> seen = new ArrayList<>();
  private final Map<VerifiedCatalog, Refusal.Implausible> implausible = new LinkedHashMap<>();

  Acceptance(Source source, ContentStore store, ProgressRule rule, Clock clock, MirrorEvents events)
      throws IOException {
    this.source = source;
    this.store = store;
    this.rule = rule;
    this.clock = clock;
    this.events = events;
    this.history = TrustHistory.read(store.documents());
  }

  /** Accepts a catalog as the next one at its path; see {@link ProgressRule}. */
  void accept(VerifiedCatalog catalog) throws RefusedException {
    boolean allowed = source.allowed().contains(catalog.path());
    try {
      rule.accept(catalog, history, allowed).ifPresent(overruled::add);
    } catch (RefusedException e) {
      if (e.refusal() instanceof Refusal.Implausible refusal) {
        implausible.put(catalog, refusal);
      }
      throw e;
    }
    note(catalog.certificates());
  }

  void note(VerifiedPackage verified) {
    note(verified.certificates());
  }

  private void note(Collection<X509Certificate> certificates) {
    seen.addAll(history.note(certificates, clock.instant()));
  }

  /**
   * Makes what was accepted durable, and then tells what is new of it: before the switch, so that
   * no crash between can lower it.
   */
  void write(PublisherLock lock) throws IOException {
    history.write(store.documents(), lock);
    overruled.forEach(refusal -> events.refusalOverruled(source.name(), refusal.message()));
    for (TrustHistory.Seen each : seen) {
      events.certificateSeen(
          source.name(),
          each.name(),
          each.fingerprint().toString(),
          each.authority(),
          each.notAfter());
    }
  }

  /**
   * Puts the catalogs that were refused as implausible into the quarantine: they are well signed,
   * so somebody has to look at them. Trouble with the disk is logged, as the refusal itself must be
   * told.
   */
  List<SetAside> setAside(PublisherLock lock) {
    List<SetAside> setAside = new ArrayList<>();
    implausible.forEach(
        (catalog, refusal) -> {
          Quarantine quarantine = store.quarantine();
          Quarantine.Reason reason =
              new Quarantine.Reason(
                  catalog.path(), source.name(), refusal.rule(), refusal.message());
          try {
            quarantine
                .setAside(lock, catalog.content(), reason)
                .ifPresent(
                    item -> setAside.add(new SetAside(refusal.file(), quarantine.place(item))));
          } catch (IOException e) {
            LOG.warn("{}: cannot be set aside: {}", refusal.file(), e.getMessage());
          }
        });
    return setAside;
  }

  /** Those of the catalogs that had no new content for too long. */
  List<ContentPath> stale(List<VerifiedCatalog> catalogs) {
    List<ContentPath> stale =
        rule.stale(history, catalogs.stream().map(VerifiedCatalog::path).toList());
    if (!stale.isEmpty()) {
      events.contentStale(source.name(), stale);
    }
    return stale;
  }
}
