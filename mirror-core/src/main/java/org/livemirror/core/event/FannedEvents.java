package org.livemirror.core.event;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Generation;

/** Tells each fact to two who listen, the first one first. */
final class FannedEvents implements MirrorEvents {
  private final MirrorEvents first;
  private final MirrorEvents second;

  FannedEvents(MirrorEvents first, MirrorEvents second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public void generationPublished(Generation generation) {
    first.generationPublished(generation);
    second.generationPublished(generation);
  }

  @Override
  public void generationInTesting(Generation generation) {
    first.generationInTesting(generation);
    second.generationInTesting(generation);
  }

  @Override
  public void generationPromoted(Generation generation, boolean asked) {
    first.generationPromoted(generation, asked);
    second.generationPromoted(generation, asked);
  }

  @Override
  public void rolledBack(Generation generation, Collection<ContentPath> takenBack) {
    first.rolledBack(generation, takenBack);
    second.rolledBack(generation, takenBack);
  }

  @Override
  public void switchingHeld() {
    first.switchingHeld();
    second.switchingHeld();
  }

  @Override
  public void switchingReleased() {
    first.switchingReleased();
    second.switchingReleased();
  }

  @Override
  public void pullEnded(PullEnd end) {
    first.pullEnded(end);
    second.pullEnded(end);
  }

  @Override
  public void contentRefused(String source, String refusal) {
    first.contentRefused(source, refusal);
    second.contentRefused(source, refusal);
  }

  @Override
  public void refusalOverruled(String source, String refusal) {
    first.refusalOverruled(source, refusal);
    second.refusalOverruled(source, refusal);
  }

  @Override
  public void certificateSeen(
      String source, String name, String fingerprint, boolean authority, Instant notAfter) {
    first.certificateSeen(source, name, fingerprint, authority, notAfter);
    second.certificateSeen(source, name, fingerprint, authority, notAfter);
  }

  @Override
  public void contentStale(String source, List<ContentPath> catalogs) {
    first.contentStale(source, catalogs);
    second.contentStale(source, catalogs);
  }

  @Override
  public void spaceReclaimed(List<Integer> generations, int blobs, long freedBytes) {
    first.spaceReclaimed(generations, blobs, freedBytes);
    second.spaceReclaimed(generations, blobs, freedBytes);
  }

  @Override
  public void blobDamaged(ContentPath path, String message, String done) {
    first.blobDamaged(path, message, done);
    second.blobDamaged(path, message, done);
  }

  @Override
  public void blobRepaired(String source, ContentPath path) {
    first.blobRepaired(source, path);
    second.blobRepaired(source, path);
  }

  @Override
  public void contentSent(
      String plane, String client, ContentPath path, long bytesSent, boolean whole) {
    first.contentSent(plane, client, path, bytesSent, whole);
    second.contentSent(plane, client, path, bytesSent, whole);
  }
}
