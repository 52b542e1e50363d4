package org.livemirror.store.file;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.livemirror.store.BlobStore;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.Generations;
import org.livemirror.store.Quarantine;
import org.livemirror.store.QuarantineBounds;

/**
 * A content store in a folder.
 *
 * <pre>
 * blobs/sha256/ab/cd/&lt;64 hex&gt;        write-once
 * incoming/&lt;random&gt;                 same file system; swept by the next publisher
 * generations/000042/manifest.json  its pages; a page is a blob: path → blob, size, time, kind, facts
 * CURRENT, TESTING                  one line: generation + manifest hash; replaced by an atomic move
 * state.json                        documents that outlive generations
 * quarantine/&lt;name&gt;                 what was refused and is kept for the operator; &lt;name&gt;.json tells why
 * LOCK                              one publisher at a time, across processes
 * </pre>
 *
 * <p>Every file is synced before it is moved to its name, and every folder after it gained one, so
 * after a crash a name stands for whole bytes. Opening it reads nothing. Several processes may open
 * one folder: any may read, one at a time may publish.
 */
public final class FileContentStore implements ContentStore {
  private final FileBlobs blobs;
  private final Generations generations;
  private final FileDocuments documents;
  private final FileQuarantine quarantine;

  private FileContentStore(
      FileBlobs blobs,
      Generations generations,
      FileDocuments documents,
      FileQuarantine quarantine) {
    this.blobs = blobs;
    this.generations = generations;
    this.documents = documents;
    this.quarantine = quarantine;
  }

  /** Opens the store in {@code folder}, made if it is not there. */
  public static FileContentStore open(Path folder, Clock clock) throws IOException {
    Path root = folder.toAbsolutePath().normalize();
    StoreFolder store = new StoreFolder(root);
    FileBlobs blobs = new FileBlobs(store);
    return new FileContentStore(
        blobs,
        new Generations(new FileLedger(store), blobs, clock),
        new FileDocuments(store),
        new FileQuarantine(store, QuarantineBounds.DEFAULT, clock));
  }

  @Override
  public BlobStore blobs() {
    return blobs;
  }

  @Override
  public Generations generations() {
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
