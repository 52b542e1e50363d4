package org.livemirror.store.s3;

import java.time.Duration;

/**
 * The store's caps and deadlines. They hang together: a holder of the lease trusts it for {@code
 * trust} after its last renewal was sent, and a small request that it then starts ends within
 * {@code call}. Both together are less than {@code lease}, so when another takes over, nothing of
 * the old holder is under way but uploads of blobs, which cannot overwrite anything.
 *
 * @param lease how long others wait for a publisher that is silent
 * @param renewal how often a publisher renews its lease
 * @param trust how long a publisher goes on without a renewal
 * @param call one small request, with its repetitions
 * @param connect connecting, once
 * @param silence the longest wait for a byte
 * @param pause how long nothing is fetched after the service was not reached
 * @param partBytes blobs above this size are uploaded in parts of it, or of a ten-thousandth of the
 *     blob if that is more; S3 takes no parts below 5 MiB but the last
 */
record S3Limits(
    Duration lease,
    Duration renewal,
    Duration trust,
    Duration call,
    Duration connect,
    Duration silence,
    Duration pause,
    long partBytes) {
  static final S3Limits DEFAULT =
      new S3Limits(
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          32 << 20);

  /** How often one request is sent, the first included. */
  static final int ATTEMPTS = 3;

  /** Manifests and documents; none that we write comes near. */
  static final int MAX_DOCUMENT_BYTES = 16 << 20;

  /** Pointers and the lease: one to three lines. */
  static final int MAX_LINE_BYTES = 4096;

  /** Parts of one upload: S3's own limit. */
  static final int MAX_PARTS = 10_000;

  /** A transfer slower than this, over its whole time, is ended. */
  static final int MIN_BYTES_PER_SECOND = 16 << 10;

  /** How long sending or fetching so many bytes may take. */
  Duration transfer(long bytes) {
    return call.plusSeconds(bytes / MIN_BYTES_PER_SECOND);
  }
}
