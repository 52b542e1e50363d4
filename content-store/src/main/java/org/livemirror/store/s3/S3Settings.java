package org.livemirror.store.s3;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a store lies in S3 and where this node keeps copies. Credentials are no setting: the AWS
 * SDK's default chain finds them (environment, profile, container or instance role).
 *
 * @param prefix what all keys begin with, without a slash at either end; empty for the whole bucket
 * @param region the bucket's region; with an endpoint of another vendor, what requests are signed
 *     for
 * @param endpoint the service's URL, if it is not that of AWS
 * @param pathStyle whether the bucket is named in the path instead of the host name
 * @param cache a folder of this node for blobs being written and copies of blobs read
 * @param cacheBytes how much the copies may take; one being fetched comes on top
 */
public record S3Settings(
    String bucket,
    String prefix,
    String region,
    Optional<URI> endpoint,
    boolean pathStyle,
    Path cache,
    long cacheBytes) {
  public S3Settings {
    if (bucket.isEmpty() || bucket.contains("/")) {
      throw new IllegalArgumentException(
          "found bucket '" + bucket + "' (expected its name alone; use the prefix for folders)");
    }
    if (prefix.startsWith("/") || prefix.endsWith("/")) {
      throw new IllegalArgumentException(
          "found prefix '" + prefix + "' (expected no slash at its ends)");
    }
    if (cacheBytes < 0) {
      throw new IllegalArgumentException(
          "found cache size " + cacheBytes + " (expected 0 or more)");
    }
  }

  /** Names an object for the operator, such as {@code s3://bucket/prefix/CURRENT}. */
  String where(String name) {
    return "s3://" + bucket + "/" + key(name);
  }

  /** The key of an object, by its name below the prefix. */
  String key(String name) {
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** The service, for the operator. */
  String service() {
    return endpoint.map(URI::toString).orElse("AWS S3 in " + region);
  }
}
