package org.livemirror.store.s3;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.livemirror.store.Digests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * Puts files into the bucket, in one piece or in parts. The object is there whole at the end, or
 * not at all; the server holds what reached it against the SHA-256 that is sent along. Safe for all
 * threads.
 */
final class Uploads {
  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
  private static final String TYPE = "application/octet-stream";

  private final Bucket bucket;

  Uploads(Bucket bucket) {
    this.bucket = bucket;
  }

  /**
   * Sees to it that an object holds these bytes. One of that length is left alone; one of another
   * length is damaged and is replaced.
   */
  void upload(String name, Path file, Digests digests) throws IOException {
    Optional<Bucket.Listed> there = bucket.head(name);
    if (isWhole(there, digests)) {
      return;
    }
    Condition asFound =
        there.map(object -> Condition.unchanged(object.etag())).orElse(Condition.ABSENT);
    boolean written =
        digests.sizeBytes() <= bucket.limits().partBytes()
            ? inOne(name, file, digests, asFound)
            : inParts(name, file, digests.sizeBytes(), asFound);
    if (!written && !isWhole(bucket.head(name), digests)) {
      throw new IOException(bucket.where(name) + ": changed by another meanwhile; try again");
    }
  }

  private static boolean isWhole(Optional<Bucket.Listed> there, Digests digests) {
    return there.filter(object -> object.sizeBytes() == digests.sizeBytes()).isPresent();
  }

  private boolean inOne(String name, Path file, Digests digests, Condition condition)
      throws IOException {
    return bucket
        .conditionally(
            name,
            s3 ->
                s3.putObject(
                    bucket
                        .conditional(name, condition)
                        .contentType(TYPE)
                        .checksumSHA256(new Checksum(digests.sha256()).base64())
                        .overrideConfiguration(bucket.allowing(digests.sizeBytes()))
                        .build(),
                    RequestBody.fromFile(file)))
        .isPresent();
  }

  private boolean inParts(String name, Path file, long size, Condition condition)
      throws IOException {
    String key = bucket.settings().key(name);
    String id =
        bucket.call(
            name,
            s3 ->
                s3.createMultipartUpload(
                        r ->
                            r.bucket(bucket.settings().bucket())
                                .key(key)
                                .contentType(TYPE)
                                .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                    .uploadId());
    boolean written = false;
    try {
      long partBytes =
          Math.max(
              bucket.limits().partBytes(), (size + S3Limits.MAX_PARTS - 1) / S3Limits.MAX_PARTS);
      List<CompletedPart> parts = new ArrayList<>();
      for (long offset = 0; offset < size; offset += partBytes) {
        FileRegion region = new FileRegion(file, offset, Math.min(partBytes, size - offset));
        parts.add(part(name, id, parts.size() + 1, region));
      }
      written = complete(name, id, parts, condition);
      return written;
    } finally {
      if (!written) {
        abort(key, id);
      }
    }
  }

  private CompletedPart part(String name, String id, int number, FileRegion region)
      throws IOException {
    String checksum = new Checksum(region.sha256()).base64();
    UploadPartRequest request =
        UploadPartRequest.builder()
            .bucket(bucket.settings().bucket())
            .key(bucket.settings().key(name))
            .uploadId(id)
            .partNumber(number)
            .checksumSHA256(checksum)
            .overrideConfiguration(bucket.allowing(region.length()))
            .build();
    RequestBody body = RequestBody.fromContentProvider(region::open, region.length(), TYPE);
    String etag = bucket.call(name, s3 -> s3.uploadPart(request, body).eTag());
    return CompletedPart.builder().partNumber(number).eTag(etag).checksumSHA256(checksum).build();
  }

  private boolean complete(String name, String id, List<CompletedPart> parts, Condition condition)
      throws IOException {
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(bucket.settings().bucket())
            .key(bucket.settings().key(name))
            .uploadId(id)
            .multipartUpload(all -> all.parts(parts))
            .overrideConfiguration(bucket.allowing(bucket.limits().partBytes()));
    condition.etag().ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*"));
    return bucket
        .conditionally(name, s3 -> s3.completeMultipartUpload(request.build()))
        .isPresent();
  }

  /** Aborts what a publisher left that crashed while it uploaded in parts. */
  int sweep(String folder) throws IOException {
    ListMultipartUploadsRequest.Builder request =
        ListMultipartUploadsRequest.builder()
            .bucket(bucket.settings().bucket())
            .prefix(bucket.settings().key(folder));
    int swept = 0;
    ListMultipartUploadsResponse page;
    do {
      page = bucket.call(folder, s3 -> s3.listMultipartUploads(request.build()));
      for (MultipartUpload each : page.uploads()) {
        abort(each.key(), each.uploadId());
        swept++;
      }
      request.keyMarker(page.nextKeyMarker()).uploadIdMarker(page.nextUploadIdMarker());
    } while (Boolean.TRUE.equals(page.isTruncated()));
    return swept;
  }

  /** The next publisher tries again, so it is only logged if this fails. */
  private void abort(String key, String id) {
    try {
      Object unused =
          bucket.call(
              key,
              s3 ->
                  s3.abortMultipartUpload(
                      r -> r.bucket(bucket.settings().bucket()).key(key).uploadId(id)));
    } catch (IOException e) {
      LOG.warn("an unfinished upload was not taken away: {}", e.getMessage());
    }
  }
}
