package org.livemirror.app.wiring;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.event.PullEnd;

/**
 * How the last pull of each source ended, of those that this process made since its start. Safe for
 * all threads.
 */
final class LastPulls implements MirrorEvents {
  private final Map<String, PullEnd> last = new ConcurrentHashMap<>();
  private final Map<String, Instant> lastGood = new ConcurrentHashMap<>();

  @Override
  public void pullEnded(PullEnd end) {
    last.put(end.source(), end);
    if (end.result().isGood()) {
      lastGood.put(end.source(), end.ended());
    }
  }

  Optional<PullEnd> of(String source) {
    return Optional.ofNullable(last.get(source));
  }

  /** When the last one ended that found nothing wrong. */
  Optional<Instant> lastGood(String source) {
    return Optional.ofNullable(lastGood.get(source));
  }
}
