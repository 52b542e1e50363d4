package org.livemirror.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * An S3 service in this process: S3Proxy on a real socket, with objects as files of a folder.
 *
 * <p>S3Proxy heeds conditions on writes, but is not relied on to check and write in one step. So
 * the layer between its file store and the HTTP side does that, or heeds none. The layer also
 * counts what is asked for, and fails or delays what a test wants to fail or delay.
 */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "mirror";

  private final Path folder;
  private final S3Proxy proxy;
  private final URI endpoint;
  private final Map<String, AtomicInteger> gets = new ConcurrentHashMap<>();
  private final AtomicInteger parts = new AtomicInteger();
  private final AtomicInteger puts = new AtomicInteger();
  private volatile boolean heedsConditions = true;
  private volatile Consumer<Integer> beforePart = number -> {};
  private volatile Consumer<String> beforeGet = key -> {};

  private S3Server(Path folder, int port) throws Exception {
    System.setProperty("aws.accessKeyId", "local");
    System.setProperty("aws.secretAccessKey", "not-a-secret");
    this.folder = folder;
    BlobStore files = new FilesystemNio2BlobStore(folder.toString());
    if (!Files.isDirectory(folder.resolve(BUCKET))) {
      Object unused = files.createContainer(CreateBucketRequest.builder().bucket(BUCKET).build());
    }
    proxy =
        S3Proxy.builder()
            .blobStore(new Watched(files))
            .awsAuthentication(AuthenticationType.AWS_V4, "local", "not-a-secret")
            .endpoint(URI.create("http://127.0.0.1:" + port))
            .stopTimeout(0)
            .build();
    proxy.start();
    endpoint = URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  /** Starts a service whose bucket is a folder in {@code folder}. */
  static S3Server start(Path folder) throws Exception {
    return new S3Server(folder, 0);
  }

  URI endpoint() {
    return endpoint;
  }

  /** Settings of one node. */
  S3Settings settings(String prefix, Path cache, long cacheBytes) {
    return new S3Settings(
        BUCKET, prefix, "us-east-1", Optional.of(endpoint()), true, cache, cacheBytes);
  }

  /** The file that an object lies in. */
  Path file(String key) {
    return folder.resolve(BUCKET).resolve(key);
  }

  /** How often an object was asked for, without HEAD. */
  int gets(String key) {
    return gets.computeIfAbsent(key, absent -> new AtomicInteger()).get();
  }

  int puts() {
    return puts.get();
  }

  int parts() {
    return parts.get();
  }

  void heedConditions(boolean heed) {
    heedsConditions = heed;
  }

  void beforePart(Consumer<Integer> action) {
    beforePart = action;
  }

  void beforeGet(Consumer<String> action) {
    beforeGet = action;
  }

  static S3Exception refusal(int status, String code) {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(status)
            .message(code)
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(code).build())
            .build();
  }

  @Override
  public void close() throws IOException {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private final class Watched extends ForwardingBlobStore {
    Watched(BlobStore files) {
      super(files);
    }

    @Override
    public PutObjectResponse putBlob(PutObjectRequest request, InputStream in) {
      puts.incrementAndGet();
      synchronized (this) {
        check(request.bucket(), request.key(), request.ifMatch(), request.ifNoneMatch());
        PutObjectRequest plain = request.toBuilder().ifMatch(null).ifNoneMatch(null).build();
        return super.putBlob(plain, in);
      }
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(
        MultipartUpload upload, CompleteMultipartUploadRequest request) {
      synchronized (this) {
        check(request.bucket(), request.key(), request.ifMatch(), request.ifNoneMatch());
        return super.completeMultipartUpload(
            upload, request.toBuilder().ifMatch(null).ifNoneMatch(null).build());
      }
    }

    private void check(
        String bucket, String key, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
      if (!heedsConditions) {
        return;
      }
      Optional<String> found = etag(bucket, key);
      if ("*".equals(ifNoneMatch) && found.isPresent()) {
        throw refusal(412, "PreconditionFailed");
      }
      if (ifMatch != null && found.isEmpty()) {
        throw refusal(404, "NoSuchKey");
      }
      if (ifMatch != null && !bare(ifMatch).equals(found.map(Watched::bare).orElseThrow())) {
        throw refusal(412, "PreconditionFailed");
      }
    }

    private Optional<String> etag(String bucket, String key) {
      try {
        return Optional.ofNullable(
                super.blobMetadata(HeadObjectRequest.builder().bucket(bucket).key(key).build()))
            .map(HeadObjectResponse::eTag);
      } catch (NoSuchKeyException e) {
        return Optional.empty();
      }
    }

    private static String bare(String etag) {
      return etag.replace("\"", "");
    }

    @Override
    public UploadPartResponse uploadMultipartPart(
        MultipartUpload upload, UploadPartRequest request, InputStream in) {
      parts.incrementAndGet();
      beforePart.accept(request.partNumber());
      return super.uploadMultipartPart(upload, request, in);
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
      gets.computeIfAbsent(request.key(), absent -> new AtomicInteger()).incrementAndGet();
      beforeGet.accept(request.key());
      return super.getBlob(request);
    }
  }
}
