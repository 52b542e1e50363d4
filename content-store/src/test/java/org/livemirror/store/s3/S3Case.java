package org.livemirror.store.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.store.BlobStore;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.Stored;
import software.amazon.awssdk.core.sync.RequestBody;

/** A service and nodes that share a store in it, all in this process. */
abstract class S3Case {
  static final String PREFIX = "live/mirror";

  /** Renewed only when something is written, so that nothing happens behind a test's back. */
  static final S3Limits QUIET =
      new S3Limits(
          S3Limits.DEFAULT.lease(),
          Duration.ofHours(1),
          S3Limits.DEFAULT.trust(),
          S3Limits.DEFAULT.call(),
          S3Limits.DEFAULT.connect(),
          S3Limits.DEFAULT.silence(),
          Duration.ofHours(1),
          5 << 20);

  @TempDir Path folder;
  S3Server server;
  private final List<S3ContentStore> nodes = new ArrayList<>();

  @BeforeEach
  final void startServer() throws Exception {
    server = S3Server.start(Files.createDirectory(folder.resolve("s3")));
  }

  @AfterEach
  final void stopAll() throws IOException {
    for (S3ContentStore node : nodes) {
      node.close();
    }
    server.close();
  }

  final S3ContentStore node(String name) throws IOException {
    return node(name, 10 << 20, QUIET);
  }

  final S3ContentStore node(String name, long cacheBytes, S3Limits limits) throws IOException {
    return open(server.settings(PREFIX, cache(name), cacheBytes), limits);
  }

  final S3ContentStore open(S3Settings settings, S3Limits limits) throws IOException {
    S3ContentStore node = S3ContentStore.open(settings, limits, Stored.CLOCK);
    nodes.add(node);
    return node;
  }

  final Path cache(String node) {
    return folder.resolve(node);
  }

  /** The file in which the service keeps an object of the store. */
  final Path object(String name) {
    return server.file(PREFIX + "/" + name);
  }

  /** Writes an object past the store and its conditions. */
  final void overwrite(String name, byte[] bytes) throws IOException {
    try (Bucket bucket = Bucket.open(server.settings(PREFIX, cache("raw"), 0), QUIET)) {
      Object unused =
          bucket.call(
              name,
              s3 ->
                  s3.putObject(
                      r -> r.bucket(S3Server.BUCKET).key(PREFIX + "/" + name),
                      RequestBody.fromBytes(bytes)));
    }
  }

  static String name(Sha256 blob) {
    String hex = blob.toString();
    return "blobs/sha256/" + hex.substring(0, 2) + "/" + hex.substring(2, 4) + "/" + hex;
  }

  final int gets(Sha256 blob) {
    return server.gets(PREFIX + "/" + name(blob));
  }

  /** Makes an object look as if it was written earlier. */
  final void age(String name, Duration age) throws IOException {
    Files.setLastModifiedTime(object(name), FileTime.from(Instant.now().minus(age)));
  }

  static Sha256 put(S3ContentStore node, byte[] bytes) throws IOException {
    try (StagedBlob staged = Stored.staged(node, bytes)) {
      return staged.commit();
    }
  }

  static byte[] read(BlobStore blobs, Sha256 blob) throws IOException {
    return Stored.read(blobs.open(blob));
  }

  static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** All files below a folder, by their paths in it; what S3Proxy keeps for itself left out. */
  static List<String> files(Path below) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      return all.filter(Files::isRegularFile)
          .map(file -> below.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
