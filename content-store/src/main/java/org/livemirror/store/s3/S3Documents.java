package org.livemirror.store.s3;

import java.io.IOException;
import java.util.Optional;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.PublisherLock;

/** Documents as objects beside the pointers. */
final class S3Documents implements DocumentStore {
  private final Bucket bucket;

  S3Documents(Bucket bucket) {
    this.bucket = bucket;
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    DocumentStore.checkName(name);
    return bucket.get(name, S3Limits.MAX_DOCUMENT_BYTES).map(Bucket.Small::bytes);
  }

  @Override
  public void replace(PublisherLock lock, String name, byte[] bytes) throws IOException {
    DocumentStore.checkName(name);
    Lease.of(lock, bucket).replace(name, bytes);
  }
}
