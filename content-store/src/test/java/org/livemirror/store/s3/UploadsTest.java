package org.livemirror.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.livemirror.store.Digester;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.Stored;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** How blobs get into the bucket. */
final class UploadsTest extends S3Case {
  private static final int PART = (int) QUIET.partBytes();

  private List<MultipartUpload> unfinished() throws IOException {
    try (Bucket bucket = bucket()) {
      return bucket
          .call("", s3 -> s3.listMultipartUploads(r -> r.bucket(S3Server.BUCKET)))
          .uploads();
    }
  }

  private Bucket bucket() {
    return Bucket.open(server.settings(PREFIX, cache("raw"), 0), QUIET);
  }

  @Test
  void blob_ofUpToAPart_isUploadedInOne() throws Exception {
    Sha256 blob = put(node("a"), random(1, PART));
    assertThat(server.parts()).isZero();
    assertThat(read(node("b").blobs(), blob)).isEqualTo(random(1, PART));
  }

  @Test
  void blob_ofMoreThanAPart_isUploadedInParts() throws Exception {
    byte[] bytes = random(2, 2 * PART + 12_345);
    S3ContentStore a = node("a");
    Sha256 blob = put(a, bytes);
    assertThat(server.parts()).isEqualTo(3);
    assertThat(a.blobs().sizeBytes(blob)).hasValue(bytes.length);
    assertThat(read(node("b").blobs(), blob)).isEqualTo(bytes);
    assertThat(unfinished()).isEmpty();
  }

  @Test
  void blob_thatIsThere_isNotUploadedAgain() throws Exception {
    put(node("a"), random(1, 1000));
    put(node("a"), random(2, PART + 1));
    int puts = server.puts();
    int parts = server.parts();
    put(node("b"), random(1, 1000));
    put(node("b"), random(2, PART + 1));
    assertThat(server.puts()).isEqualTo(puts);
    assertThat(server.parts()).isEqualTo(parts);
  }

  @Test
  void upload_interrupted_leavesNothing_andCanBeDoneAgain() throws Exception {
    byte[] bytes = random(3, 2 * PART);
    S3ContentStore a = node("a");
    server.beforePart(
        number -> {
          if (number == 2) {
            throw S3Server.refusal(403, "AccessDenied");
          }
        });
    try (StagedBlob staged = Stored.staged(a, bytes)) {
      assertThatThrownBy(staged::commit)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("HTTP 403 AccessDenied; check the credentials");
      assertThat(a.blobs().sizeBytes(staged.digests().sha256())).isEmpty();
      assertThat(unfinished()).isEmpty();

      server.beforePart(number -> {});
      assertThat(read(node("b").blobs(), staged.commit())).isEqualTo(bytes);
    }
  }

  @Test
  void upload_ofAPublisherThatCrashed_isAbortedByTheNext() throws Exception {
    String key = PREFIX + "/blobs/sha256/ab/cd/" + "ab".repeat(32);
    String elsewhere = "other/blobs/sha256/ab/cd/" + "ab".repeat(32);
    try (Bucket bucket = bucket()) {
      for (String each : List.of(key, elsewhere)) {
        String id =
            bucket.call(
                each,
                s3 ->
                    s3.createMultipartUpload(r -> r.bucket(S3Server.BUCKET).key(each)).uploadId());
        Object unused =
            bucket.call(
                each,
                s3 ->
                    s3.uploadPart(
                        r -> r.bucket(S3Server.BUCKET).key(each).uploadId(id).partNumber(1),
                        RequestBody.fromBytes(random(1, PART))));
      }
    }
    assertThat(unfinished()).hasSize(2);
    node("a").generations().lockPublisher().close();
    assertThat(unfinished()).extracting(MultipartUpload::key).containsExactly(elsewhere);
  }

  @Test
  void object_ofAnotherLength_isReplaced() throws Exception {
    Sha256 blob = put(node("a"), random(1, 1000));
    overwrite(name(blob), new byte[10]);
    put(node("b"), random(1, 1000));
    assertThat(Files.readAllBytes(object(name(blob)))).isEqualTo(random(1, 1000));
  }

  @Test
  void bytes_thatAreNotThoseOfTheirChecksum_areRefusedByTheService() throws Exception {
    S3ContentStore a = node("a");
    try (StagedBlob staged = Stored.staged(a, random(1, 1000))) {
      for (String file : files(cache("a").resolve("incoming"))) {
        Files.write(cache("a").resolve("incoming").resolve(file), random(2, 1000));
      }
      assertThatThrownBy(staged::commit).isInstanceOf(IOException.class);
      assertThat(a.blobs().sizeBytes(staged.digests().sha256())).isEmpty();
    }
  }

  @Test
  void region_ofAFile_isThoseBytes() throws Exception {
    byte[] bytes = random(4, 100);
    var file = Files.write(folder.resolve("file"), bytes);
    FileRegion region = new FileRegion(file, 90, 10);
    Digester digester = new Digester();
    digester.update(bytes, 90, 10);
    assertThat(region.sha256()).isEqualTo(digester.finish().sha256());
    try (var in = region.open()) {
      assertThat(in.read()).isEqualTo(bytes[90] & 0xff);
      assertThat(in.readAllBytes()).hasSize(9);
      assertThat(in.read()).isEqualTo(-1);
    }
  }
}
