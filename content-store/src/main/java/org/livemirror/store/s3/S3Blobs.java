package org.livemirror.store.s3;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.livemirror.store.BlobSink;
import org.livemirror.store.BlobStore;
import org.livemirror.store.Digests;
import org.livemirror.store.MissingBlobException;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.file.FileSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blobs as objects: written to this node's disk, where verification reads them, uploaded at commit,
 * and read from copies on this node's disk.
 */
final class S3Blobs implements BlobStore {
  private static final Logger LOG = LoggerFactory.getLogger(S3Blobs.class);
  private static final String FOLDER = "blobs/";
  private static final Pattern NAME =
      Pattern.compile(FOLDER + "sha256/[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{64})");

  private final Bucket bucket;
  private final LocalFiles files;
  private final BlobCache cache;
  private final Uploads uploads;
  private final Outage outage;

  S3Blobs(Bucket bucket, LocalFiles files, BlobCache cache) {
    this.bucket = bucket;
    this.files = files;
    this.cache = cache;
    this.uploads = new Uploads(bucket);
    this.outage = new Outage(bucket.limits().pause());
  }

  /** Clears away what publishers left that crashed, here and in the bucket. */
  void sweep() throws IOException {
    int here = files.sweepIncoming();
    int there = uploads.sweep("");
    if (here + there > 0) {
      LOG.info(
          "{}: removed {} unfinished files and {} unfinished uploads of an earlier run",
          bucket.where(""),
          here,
          there);
    }
  }

  @Override
  public BlobSink newSink() throws IOException {
    // Not synced: what a crash loses here is not in the store yet.
    return new FileSink(files.newIncoming(), false) {
      @Override
      protected StagedBlob staged(Path file, Digests digests) {
        return new Staged(file, digests);
      }
    };
  }

  /** Each is a request. */
  @Override
  public boolean isLocal() {
    return false;
  }

  @Override
  public OptionalLong sizeBytes(Sha256 blob) throws IOException {
    return bucket.head(name(blob)).stream().mapToLong(Bucket.Listed::sizeBytes).findFirst();
  }

  @Override
  public SeekableByteChannel open(Sha256 blob) throws IOException {
    return cache.open(blob, this::fetch);
  }

  private void fetch(Sha256 blob, Path file) throws IOException {
    outage.during(
        () -> {
          if (!Downloads.fetch(bucket, name(blob), blob, file)) {
            throw new MissingBlobException(blob);
          }
        });
  }

  @Override
  public void forEach(BlobVisitor visitor) throws IOException {
    bucket.list(
        FOLDER,
        true,
        object -> {
          Matcher matcher = NAME.matcher(object.name());
          if (matcher.matches()) {
            Sha256 blob = Sha256.parse(matcher.group(1));
            if (object.name().equals(name(blob))) {
              visitor.blob(blob, object.sizeBytes(), object.modified());
            }
          }
        });
  }

  /** Copies on other nodes stay until they make room for others. */
  @Override
  public boolean delete(PublisherLock lock, Sha256 blob) throws IOException {
    Lease.of(lock, bucket).check();
    boolean there = bucket.head(name(blob)).isPresent();
    bucket.delete(name(blob));
    cache.remove(blob);
    return there;
  }

  private static String name(Sha256 blob) {
    return FOLDER + "sha256/" + blob.path();
  }

  private final class Staged implements StagedBlob {
    private final Path file;
    private final Digests digests;
    private boolean committed;
    private boolean discarded;

    Staged(Path file, Digests digests) {
      this.file = file;
      this.digests = digests;
    }

    @Override
    public Digests digests() {
      return digests;
    }

    @Override
    public synchronized SeekableByteChannel open() throws IOException {
      return committed
          ? S3Blobs.this.open(digests.sha256())
          : FileChannel.open(file, StandardOpenOption.READ);
    }

    /** The file becomes this node's copy. */
    @Override
    public synchronized Sha256 commit() throws IOException {
      if (discarded) {
        throw new IOException("the staged bytes were discarded");
      }
      if (!committed) {
        uploads.upload(name(digests.sha256()), file, digests);
        committed = true;
        cache.keep(digests.sha256(), file);
      }
      return digests.sha256();
    }

    @Override
    public synchronized void close() throws IOException {
      if (!committed) {
        discarded = true;
        Files.deleteIfExists(file);
      }
    }
  }
}
