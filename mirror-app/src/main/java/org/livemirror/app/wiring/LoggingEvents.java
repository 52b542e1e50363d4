package org.livemirror.app.wiring;

import org.livemirror.core.event.MirrorEvents;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happens to the log: publishing and refusals for the operator, transfers for who
 * debugs.
 */
final class LoggingEvents implements MirrorEvents {
  private static final Logger LOG = LoggerFactory.getLogger("org.livemirror.events");

  @Override
  public void generationPublished(Generation generation) {
    LOG.info("published {}: {}", generation, generation.reason());
  }

  @Override
  public void contentRefused(String source, String refusal) {
    LOG.warn("source {}: refused {}", source, refusal);
  }

  @Override
  public void contentSent(
      String plane, String client, ContentPath path, long bytesSent, boolean whole) {
    LOG.debug("{} {} {} {} bytes{}", plane, client, path, bytesSent, whole ? "" : ", broken off");
  }
}
