package org.livemirror.store.s3;

import java.io.IOException;
import java.time.Clock;
import org.livemirror.store.BlobStore;
import org.livemirror.store.ContentStore;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.Generations;
import org.livemirror.store.Quarantine;
import org.livemirror.store.QuarantineBounds;

/**
 * A content store in a bucket of an S3-compatible service, with copies of blobs on this node's
 * disk. Any number of nodes may read, one at a time may publish.
 *
 * <pre>
 * &lt;prefix&gt;/blobs/sha256/ab/cd/&lt;64 hex&gt;        write-once
 * &lt;prefix&gt;/generations/000042/manifest.json  write-once
 * &lt;prefix&gt;/CURRENT, TESTING                  replaced only if unchanged since the lock was taken
 * &lt;prefix&gt;/state.json                        the same
 * &lt;prefix&gt;/quarantine/&lt;name&gt;             what was refused, and &lt;name&gt;.json that tells of it
 * &lt;prefix&gt;/LOCK                              the publisher's lease, see {@link Lease}
 *
 * &lt;cache&gt;/incoming/&lt;random&gt;                  blobs being written; swept by this node's next publisher
 * &lt;cache&gt;/downloads/&lt;random&gt;                 blobs being fetched
 * &lt;cache&gt;/blobs/ab/cd/&lt;64 hex&gt;               copies, each held against its name
 * </pre>
 *
 * <p>The names are those of {@link org.livemirror.store.file.FileContentStore}: a copy of the
 * objects is a folder that it opens. The service has to heed {@code If-None-Match: *} and {@code
 * If-Match} on writes; that is tried when the lock is first taken.
 *
 * <p>A blob is fetched when it is first opened. Opening a blob that has a copy here asks nobody, so
 * a node that cannot reach the service goes on serving what it has.
 */
public final class S3ContentStore implements ContentStore {
  private final Bucket bucket;
  private final S3Blobs blobs;
  private final BlobCache cache;
  private final Generations generations;
  private final S3Documents documents;
  private final S3Quarantine quarantine;

  private S3ContentStore(Bucket bucket, LocalFiles files, BlobCache cache, Clock clock) {
    this.bucket = bucket;
    this.cache = cache;
    this.blobs = new S3Blobs(bucket, files, cache);
    this.generations = new Generations(new S3Ledger(bucket, blobs), blobs, clock);
    this.documents = new S3Documents(bucket);
    this.quarantine = new S3Quarantine(bucket, files, QuarantineBounds.DEFAULT, clock);
  }

  /** Opens the store and finds this node's copies; the service is not asked anything yet. */
  public static S3ContentStore open(S3Settings settings, Clock clock) throws IOException {
    return open(settings, S3Limits.DEFAULT, clock);
  }

  static S3ContentStore open(S3Settings settings, S3Limits limits, Clock clock) throws IOException {
    LocalFiles files = new LocalFiles(settings.cache());
    BlobCache cache = BlobCache.open(files, settings.cacheBytes());
    Bucket bucket = Bucket.open(settings, limits);
    return new S3ContentStore(bucket, files, cache, clock);
  }

  BlobCache cache() {
    return cache;
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

  /** Ends the connections to the service. Copies stay for the next start. */
  @Override
  public void close() {
    bucket.close();
  }
}
