package org.livemirror.core.pull;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.trust.ProgressRule;
import org.livemirror.core.trust.Refusal;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.TrustHistory;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.VerifiedPackage;
import org.livemirror.store.ContentPath;
import org.livemirror.store.ContentStore;
import org.livemirror.store.PublisherLock;

/** Holds what a pull brings against what was accepted before, and notes it. For one thread. */
final class Acceptance {
  private final Source source;
  private final ContentStore store;
  private final ProgressRule rule;
  private final Clock clock;
  private final MirrorEvents events;
  private final TrustHistory history;

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
    Optional<Refusal> overruled = rule.accept(catalog, history, allowed);
    overruled.ifPresent(refusal -> events.refusalOverruled(source.name(), refusal.message()));
    note(catalog.certificates());
  }

  void note(VerifiedPackage verified) {
    note(verified.certificates());
  }

  private void note(Collection<X509Certificate> certificates) {
    for (TrustHistory.Seen seen : history.note(certificates, clock.instant())) {
      events.certificateSeen(
          source.name(),
          seen.name(),
          seen.fingerprint().toString(),
          seen.authority(),
          seen.notAfter());
    }
  }

  /** Makes what was accepted durable: before the switch, so that no crash between can lower it. */
  void write(PublisherLock lock) throws IOException {
    history.write(store.documents(), lock);
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
