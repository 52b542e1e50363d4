package org.livemirror.app.wiring;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.livemirror.core.event.MirrorEvents;
import org.livemirror.core.space.SizeText;
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
    LOG.info("production serves {}: {}", generation, generation.reason());
  }

  @Override
  public void generationInTesting(Generation generation) {
    LOG.info("testing serves {}: {}", generation, generation.reason());
  }

  @Override
  public void generationPromoted(Generation generation, boolean asked) {
    LOG.info(
        "promoted {}, {}", generation, asked ? "as asked for" : "as it was tested long enough");
  }

  @Override
  public void rolledBack(Generation generation, Collection<ContentPath> takenBack) {
    LOG.warn(
        "rolled back to {}; {} catalogs do not come back by themselves",
        generation,
        takenBack.size());
  }

  @Override
  public void switchingHeld() {
    LOG.warn("switching is held: what is pulled goes to testing");
  }

  @Override
  public void switchingReleased() {
    LOG.info("switching is released: what is pulled goes to production");
  }

  @Override
  public void refusalOverruled(String source, String refusal) {
    LOG.warn("source {}: accepted all the same, as allowed by name: {}", source, refusal);
  }

  @Override
  public void certificateSeen(
      String source, String name, String fingerprint, boolean authority, Instant notAfter) {
    LOG.info(
        "source {}: first content under {} '{}', fingerprint {}, valid to {}",
        source,
        authority ? "CA" : "signer",
        name,
        fingerprint,
        notAfter);
  }

  @Override
  public void contentStale(String source, List<ContentPath> catalogs) {
    LOG.warn(
        "source {}: {} catalogs have had no new content for too long, such as {}",
        source,
        catalogs.size(),
        catalogs.get(0));
  }

  @Override
  public void spaceReclaimed(List<Integer> generations, int blobs, long freedBytes) {
    LOG.info(
        "deleted what nothing needs any more: {} generations, {} blobs; {} free again",
        generations.size(),
        blobs,
        SizeText.of(freedBytes));
  }

  @Override
  public void blobDamaged(ContentPath path, String message, String done) {
    LOG.error("damaged {}: {}", message, done);
  }

  @Override
  public void blobRepaired(String source, ContentPath path) {
    LOG.info("source {}: repaired {}", source, path);
  }

  @Override
  public void contentSent(
      String plane, String client, ContentPath path, long bytesSent, boolean whole) {
    LOG.debug("{} {} {} {} bytes{}", plane, client, path, bytesSent, whole ? "" : ", broken off");
  }
}
