package org.livemirror.store.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.livemirror.store.BlobStore;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.GenerationStore;
import org.livemirror.store.PublisherBusyException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.QuarantineBounds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A content store in a folder.
 *
 * <pre>
 * blobs/sha256/ab/cd/&lt;64 hex&gt;        write-once
 * incoming/&lt;random&gt;                 same file system; swept at start
 * generations/000042/manifest.json  path → blob, size, time, kind, facts
 * CURRENT                           one line: generation + manifest hash; replaced by an atomic move
 * state.json                        documents that outlive generations
 * quarantine/&lt;name&gt;                 what was refused and is kept for the operator; &lt;name&gt;.json tells why
 * LOCK                              one publisher at a time, across processes
 * </pre>
 *
 * <p>Every file is synced before it is moved to its name, and every folder after it gained one, so
 * after a crash a name stands for whole bytes. Nothing is read but the pointer and the manifest
 * when the store is opened. Several processes may open one folder: any may read, one at a time may
 * publish.
 */
public final class FileContentStore implements ContentStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileContentStore.class);

  private final FileBlobs blobs;
  private final FileGenerations generations;
  private final FileDocuments documents;
  private final FileQuarantine quarantine;

  private FileContentStore(
      FileBlobs blobs,
      FileGenerations generations,
      FileDocuments documents,
      FileQuarantine quarantine) {
    this.blobs = blobs;
    this.generations = generations;
    this.documents = documents;
    this.quarantine = quarantine;
  }

  /**
   * Opens the store in {@code folder}, made if it is not there, and sweeps what a crash left unless
   * another process publishes.
   */
  public static FileContentStore open(Path folder, Clock clock) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    Path incoming = root.resolve("incoming");
    FileBlobs blobs = new FileBlobs(root.resolve("blobs").resolve("sha256"), incoming);
    FileGenerations generations = new FileGenerations(root, incoming, blobs, clock);
    try (PublisherLock lock = generations.lockPublisher()) {
      int swept = blobs.sweep();
      if (swept > 0) {
        LOG.info("{}: removed {} unfinished files of an earlier run", incoming, swept);
      }
    } catch (PublisherBusyException e) {
      LOG.debug("{}: left as it is: {}", incoming, e.getMessage());
    }
    return new FileContentStore(
        blobs,
        generations,
        new FileDocuments(root, incoming, generations),
        new FileQuarantine(
            root.resolve("quarantine"), incoming, generations, QuarantineBounds.DEFAULT, clock));
  }

  @Override
  public BlobStore blobs() {
    return blobs;
  }

  @Override
  public GenerationStore generations() {
    return generations;
  }

  @Override
  public DocumentStore documents() {
    return documents;
  }

  @Override
  public Quarantine quarantine() {
    return quarantine;
  }

  /** Nothing stays open between calls, so there is nothing to do. */
  @Override
  public void close() {}
}
