package org.livemirror.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How bytes become a blob: write, stage, commit or discard. */
abstract class BlobStoreContract {
  private static final String TEXT = "definitions";

  abstract ContentStore store();

  @Test
  void sink_randomPieces_givesBothDigestsAndTheSameBytes() throws Exception {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(200 * 1024 + 1)];
      random.nextBytes(bytes);
      try (BlobSink sink = store().blobs().newSink()) {
        writeInPieces(sink, bytes, random);
        assertThat(sink.sizeBytes()).isEqualTo(bytes.length);
        try (StagedBlob staged = sink.finish()) {
          assertThat(staged.digests()).as("seed %d", seed).isEqualTo(digests(bytes));
          assertThat(Stored.read(staged.open())).isEqualTo(bytes);
          Sha256 name = staged.commit();
          assertThat(name).isEqualTo(staged.digests().sha256());
          assertThat(Stored.read(store().blobs().open(name))).isEqualTo(bytes);
          assertThat(store().blobs().sizeBytes(name)).hasValue(bytes.length);
        }
      }
    }
  }

  @Test
  void sink_noBytes_givesTheEmptyBlob() throws Exception {
    try (StagedBlob staged = Stored.staged(store(), "")) {
      assertThat(staged.digests()).isEqualTo(digests(new byte[0]));
      Sha256 name = staged.commit();
      assertThat(store().blobs().sizeBytes(name)).hasValue(0);
      assertThat(Stored.read(store().blobs().open(name))).isEmpty();
    }
  }

  @Test
  void sink_closedWithoutFinish_leavesNothing() throws Exception {
    try (BlobSink sink = store().blobs().newSink()) {
      sink.write(Stored.bytes(TEXT));
    }
    assertThat(store().blobs().sizeBytes(digests(Stored.bytes(TEXT)).sha256())).isEmpty();
  }

  @Test
  void sink_finished_takesNothingMore() throws Exception {
    try (BlobSink sink = store().blobs().newSink()) {
      sink.write(Stored.bytes(TEXT));
      try (StagedBlob staged = sink.finish()) {
        assertThatThrownBy(() -> sink.write('x')).isInstanceOf(IOException.class);
        assertThatThrownBy(sink::finish).isInstanceOf(IOException.class);
        assertThat(Stored.read(staged.open())).isEqualTo(Stored.bytes(TEXT));
      }
    }
  }

  @Test
  void sink_closed_takesNothingMore() throws Exception {
    BlobSink sink = store().blobs().newSink();
    sink.close();
    sink.close();
    assertThatThrownBy(() -> sink.write('x')).isInstanceOf(IOException.class);
    assertThatThrownBy(sink::finish).isInstanceOf(IOException.class);
  }

  @Test
  void sink_closedAfterFinish_keepsWhatIsStaged() throws Exception {
    try (StagedBlob staged = Stored.staged(store(), TEXT)) {
      assertThat(Stored.read(staged.open())).isEqualTo(Stored.bytes(TEXT));
      assertThat(Stored.read(store().blobs().open(staged.commit()))).isEqualTo(Stored.bytes(TEXT));
    }
  }

  @Test
  void staged_beforeCommit_isReadableButNotInTheStore() throws Exception {
    try (StagedBlob staged = Stored.staged(store(), TEXT)) {
      Sha256 name = staged.digests().sha256();
      assertThat(Stored.read(staged.open())).isEqualTo(Stored.bytes(TEXT));
      assertThat(store().blobs().sizeBytes(name)).isEmpty();
      assertThatThrownBy(() -> store().blobs().open(name)).isInstanceOf(MissingBlobException.class);
    }
  }

  @Test
  void staged_closedBeforeCommit_isGone() throws Exception {
    StagedBlob staged = Stored.staged(store(), TEXT);
    staged.close();
    staged.close();
    assertThatThrownBy(staged::open).isInstanceOf(IOException.class);
    assertThatThrownBy(staged::commit).isInstanceOf(IOException.class);
    assertThat(store().blobs().sizeBytes(staged.digests().sha256())).isEmpty();
  }

  @Test
  void staged_closedAfterCommit_staysInTheStore() throws Exception {
    StagedBlob staged = Stored.staged(store(), TEXT);
    Sha256 name = staged.commit();
    staged.close();
    assertThat(Stored.read(store().blobs().open(name))).isEqualTo(Stored.bytes(TEXT));
    assertThat(Stored.read(staged.open())).isEqualTo(Stored.bytes(TEXT));
  }

  @Test
  void commit_twice_doesNothingMore() throws Exception {
    try (StagedBlob staged = Stored.staged(store(), TEXT)) {
      assertThat(staged.commit()).isEqualTo(staged.commit());
      assertThat(Stored.read(staged.open())).isEqualTo(Stored.bytes(TEXT));
    }
  }

  @Test
  void commit_sameBytesTwice_keepsOneBlob() throws Exception {
    try (StagedBlob first = Stored.staged(store(), TEXT);
        StagedBlob second = Stored.staged(store(), TEXT)) {
      Sha256 name = first.commit();
      assertThat(second.commit()).isEqualTo(name);
      assertThat(Stored.read(second.open())).isEqualTo(Stored.bytes(TEXT));
      second.close();
      assertThat(Stored.read(store().blobs().open(name))).isEqualTo(Stored.bytes(TEXT));
    }
  }

  @Test
  void commit_sameBytesFromManyThreads_allSucceed() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<Sha256> commit =
          () -> {
            try (StagedBlob staged = Stored.staged(store(), TEXT)) {
              return staged.commit();
            }
          };
      for (Future<Sha256> name :
          threads.invokeAll(Stream.generate(() -> commit).limit(8).toList())) {
        assertThat(Stored.read(store().blobs().open(name.get()))).isEqualTo(Stored.bytes(TEXT));
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void open_missingBlob_namesIt() throws Exception {
    Sha256 missing = digests(Stored.bytes("never stored")).sha256();
    assertThat(store().blobs().sizeBytes(missing)).isEmpty();
    assertThatThrownBy(() -> store().blobs().open(missing))
        .isInstanceOf(MissingBlobException.class)
        .hasMessageContaining(missing.toString());
  }

  private static void writeInPieces(OutputStream sink, byte[] bytes, Random random)
      throws IOException {
    int done = 0;
    while (done < bytes.length) {
      int length = Math.min(bytes.length - done, 1 + random.nextInt(20_000));
      switch (random.nextInt(3)) {
        case 0 -> {
          sink.write(bytes[done]);
          length = 1;
        }
        case 1 -> sink.write(Arrays.copyOfRange(bytes, done, done + length));
        default -> sink.write(bytes, done, length);
      }
      done += length;
    }
  }

  private static Digests digests(byte[] bytes) throws Exception {
    return new Digests(
        bytes.length, Sha1.parse(hex("SHA-1", bytes)), Sha256.parse(hex("SHA-256", bytes)));
  }

  private static String hex(String algorithm, byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
  }
}
