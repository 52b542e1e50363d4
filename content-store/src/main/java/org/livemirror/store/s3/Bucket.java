package org.livemirror.store.s3;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.livemirror.store.DamagedStoreException;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects below the store's prefix, by their names there. Every call is bounded in time, and
 * repeated a few times before it fails; what it throws says where and what to check. Safe for all
 * threads.
 */
final class Bucket implements Closeable {
  private static final int CONFLICTS = 5;

  private final S3Settings settings;
  private final S3Limits limits;
  private final DefaultCredentialsProvider credentials;
  private final S3Client client;

  private Bucket(
      S3Settings settings,
      S3Limits limits,
      DefaultCredentialsProvider credentials,
      S3Client client) {
    this.settings = settings;
    this.limits = limits;
    this.credentials = credentials;
    this.client = client;
  }

  /** Makes the client; sends nothing. */
  static Bucket open(S3Settings settings, S3Limits limits) {
    DefaultCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
    S3ClientBuilder builder =
        S3Client.builder()
            .credentialsProvider(credentials)
            .region(Region.of(settings.region()))
            .forcePathStyle(settings.pathStyle())
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(limits.connect())
                    .socketTimeout(limits.silence()))
            // Checksums are given where they are known, and blobs are held against their names;
            // those that the SDK would add by itself are not understood by every vendor.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
            .overrideConfiguration(
                each ->
                    each.apiCallTimeout(limits.call())
                        .retryStrategy(
                            StandardRetryStrategy.builder()
                                .maxAttempts(S3Limits.ATTEMPTS)
                                .build()));
    settings.endpoint().ifPresent(builder::endpointOverride);
    return new Bucket(settings, limits, credentials, builder.build());
  }

  S3Settings settings() {
    return settings;
  }

  S3Limits limits() {
    return limits;
  }

  String where(String name) {
    return settings.where(name);
  }

  /** What an object holds, and the server's own times for it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Small(byte[] bytes, String etag, Instant modified, Instant served) {}

  /** What a list or a HEAD tells of an object. */
  record Listed(String name, long sizeBytes, String etag, Instant modified) {}

  /** Takes objects one by one. */
  interface Visitor {
    void object(Listed object) throws IOException;
  }

  /** A request, with what it answers. */
  interface Call<T> {
    T send(S3Client client);
  }

  /** Sends one request; failures name the object and the service. */
  <T> T call(String name, Call<T> call) throws IOException {
    try {
      return call.send(client);
    } catch (SdkException e) {
      throw Failures.of(e, settings, name);
    }
  }

  /** As {@link #call}; empty if there is no such object. */
  private <T> Optional<T> find(String name, Call<T> call) throws IOException {
    try {
      return Optional.of(call.send(client));
    } catch (S3Exception e) {
      if (e.statusCode() == 404 && !Failures.isNoBucket(e)) {
        return Optional.empty();
      }
      throw Failures.of(e, settings, name);
    } catch (SdkException e) {
      throw Failures.of(e, settings, name);
    }
  }

  /**
   * Reads a small object.
   *
   * @throws DamagedStoreException if it is longer than {@code maxBytes}
   */
  Optional<Small> get(String name, int maxBytes) throws IOException {
    Optional<Small> found =
        find(name, s3 -> s3.getObject(request(name), (about, in) -> small(about, in, maxBytes)));
    if (found.isPresent() && found.get().bytes().length > maxBytes) {
      throw new DamagedStoreException(
          where(name) + ": found more than " + maxBytes + " bytes; restore the object");
    }
    return found;
  }

  private static Small small(GetObjectResponse about, InputStream in, int maxBytes)
      throws IOException {
    return new Small(
        in.readNBytes(maxBytes + 1),
        about.eTag(),
        about.lastModified(),
        about
            .sdkHttpResponse()
            .firstMatchingHeader("Date")
            .flatMap(Bucket::date)
            .orElseGet(Instant::now));
  }

  private static Optional<Instant> date(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private GetObjectRequest request(String name) {
    return GetObjectRequest.builder().bucket(settings.bucket()).key(settings.key(name)).build();
  }

  Optional<Listed> head(String name) throws IOException {
    Optional<HeadObjectResponse> found =
        find(name, s3 -> s3.headObject(r -> r.bucket(settings.bucket()).key(settings.key(name))));
    return found.map(
        about -> new Listed(name, about.contentLength(), about.eTag(), about.lastModified()));
  }

  /**
   * Writes all bytes of an object to {@code out} as they come, at most the length that the server
   * told first; false if there is no such object.
   *
   * @throws IOException also if it comes too slowly
   */
  boolean copy(String name, Sink out) throws IOException {
    Optional<ResponseInputStream<GetObjectResponse>> found =
        find(name, s3 -> s3.getObject(request(name)));
    if (found.isEmpty()) {
      return false;
    }
    try (ResponseInputStream<GetObjectResponse> in = found.get()) {
      Duration allowed = limits.transfer(in.response().contentLength());
      long started = System.nanoTime();
      byte[] buffer = new byte[64 << 10];
      for (int got = read(in, buffer, name); got >= 0; got = read(in, buffer, name)) {
        out.write(buffer, got);
        if (System.nanoTime() - started > allowed.toNanos()) {
          in.abort();
          throw Failures.of(
              "not done in " + allowed.toSeconds() + " s; check the network and the service",
              settings,
              name);
        }
      }
      return true;
    } catch (SdkException e) {
      throw Failures.of(e, settings, name);
    }
  }

  private int read(InputStream in, byte[] buffer, String name) throws IOException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw Failures.of("broken off (" + e.getMessage() + "); try again", settings, name);
    }
  }

  /** Takes what {@link #copy} reads. */
  interface Sink {
    void write(byte[] bytes, int length) throws IOException;
  }

  /**
   * Writes a small object if the condition holds. Tells its new entity tag, or nothing if the
   * condition does not hold.
   */
  Optional<String> put(String name, byte[] bytes, Condition condition) throws IOException {
    Optional<String> written = putOnce(name, bytes, condition);
    if (written.isPresent()) {
      return written;
    }
    // An answer may have been lost and the request sent again: then what is there is ours.
    return get(name, S3Limits.MAX_DOCUMENT_BYTES)
        .filter(there -> Arrays.equals(there.bytes(), bytes))
        .map(Small::etag);
  }

  /** As {@link #put}, by the server's answer alone. */
  Optional<String> putOnce(String name, byte[] bytes, Condition condition) throws IOException {
    return conditionally(
        name,
        s3 ->
            s3.putObject(
                    conditional(name, condition)
                        .checksumSHA256(Checksum.of(bytes).base64())
                        .build(),
                    RequestBody.fromBytes(bytes))
                .eTag());
  }

  /** A write of an object that happens only if a condition holds. */
  PutObjectRequest.Builder conditional(String name, Condition condition) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder().bucket(settings.bucket()).key(settings.key(name));
    condition.etag().ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*"));
    return request;
  }

  /**
   * Sends a conditional write; empty if its condition does not hold. Where the server finds two of
   * them at one time (409), it is sent again, as S3 asks for.
   */
  <T> Optional<T> conditionally(String name, Call<T> call) throws IOException {
    for (int conflicts = 0; ; conflicts++) {
      try {
        return Optional.of(call.send(client));
      } catch (S3Exception e) {
        if (e.statusCode() == 412 || (e.statusCode() == 404 && !Failures.isNoBucket(e))) {
          return Optional.empty();
        }
        if (e.statusCode() != 409 || conflicts == CONFLICTS) {
          throw Failures.of(e, settings, name);
        }
        pause(conflicts, name);
      } catch (SdkException e) {
        throw Failures.of(e, settings, name);
      }
    }
  }

  private void pause(int conflicts, String name) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(50L << conflicts);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(where(name) + ": interrupted", e);
    }
  }

  /** How long a transfer of so many bytes may take, for one request. */
  AwsRequestOverrideConfiguration allowing(long bytes) {
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(limits.transfer(bytes)).build();
  }

  /** Deletes an object; does nothing if there is none. */
  void delete(String name) throws IOException {
    Object unused =
        call(name, s3 -> s3.deleteObject(r -> r.bucket(settings.bucket()).key(settings.key(name))));
  }

  /**
   * Tells of every object whose name begins with {@code folder}, page by page.
   *
   * @param folder ends with a slash, or is empty
   * @param deep whether to tell of those in folders below it, too
   */
  void list(String folder, boolean deep, Visitor visitor) throws IOException {
    String prefix = settings.key(folder);
    int skipped = settings.key("").length();
    ListObjectsV2Request.Builder request =
        ListObjectsV2Request.builder().bucket(settings.bucket()).prefix(prefix);
    if (!deep) {
      request.delimiter("/");
    }
    ListObjectsV2Response page;
    do {
      page = call(folder, s3 -> s3.listObjectsV2(request.build()));
      for (S3Object each : page.contents()) {
        visitor.object(
            new Listed(
                each.key().substring(skipped), each.size(), each.eTag(), each.lastModified()));
      }
      request.continuationToken(page.nextContinuationToken());
    } while (Boolean.TRUE.equals(page.isTruncated()));
  }

  @Override
  public void close() {
    client.close();
    credentials.close();
  }
}
