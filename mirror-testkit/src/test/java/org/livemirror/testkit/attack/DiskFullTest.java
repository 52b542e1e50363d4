package org.livemirror.testkit.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.core.pull.PullReport.Outcome;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.store.BlobSink;
import org.livemirror.store.BlobStore;
import org.livemirror.store.ContentStore;
import org.livemirror.store.Digests;
import org.livemirror.store.DocumentStore;
import org.livemirror.store.Generations;
import org.livemirror.store.PublisherLock;
import org.livemirror.store.Quarantine;
import org.livemirror.store.Sha256;
import org.livemirror.store.StagedBlob;
import org.livemirror.testkit.Forge;

/** The case {@code disk_full_mid_write}: a store whose blobs take so many bytes and no more. */
@Timeout(20)
final class DiskFullTest {
  @TempDir Path upstream;
  @TempDir Path data;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1000, 3000, 5000, 7000, 9000})
  void pull_ontoAFullDisk_failsAndLeavesNothing(long roomBytes) throws Exception {
    Path recipe = AttackCasesTest.CASES.resolve("disk_full_mid_write/recipe.yaml");
    AttackSite site = new AttackSite(Recipe.read(recipe), upstream);
    TrustPolicy policy = Forge.standard().policy();
    try (Target target = new Target(data)) {
      target.clock().set(site.servedAt());
      site.writeServed();
      assertThat(target.take(upstream, policy).outcome()).isInstanceOf(Outcome.Published.class);
      Map<String, String> before = target.everything();
      site.writeOffered();
      target.clock().set(site.now());

      SmallDisk disk = new SmallDisk(target.store(), roomBytes);
      assertThatThrownBy(() -> target.take(upstream, policy, disk))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left on device");

      assertThat(target.everything()).isEqualTo(before);
      target.assertNothingIncoming();
      assertThat(target.take(upstream, policy).outcome()).isInstanceOf(Outcome.Published.class);
    }
  }

  /** A store with room for so many more bytes of blobs. */
  private static final class SmallDisk implements ContentStore, BlobStore {
    private final ContentStore store;
    private long roomBytes;

    SmallDisk(ContentStore store, long roomBytes) {
      this.store = store;
      this.roomBytes = roomBytes;
    }

    private synchronized void take(int bytes) throws IOException {
      if (bytes > roomBytes) {
        throw new IOException("No space left on device");
      }
      roomBytes -= bytes;
    }

    @Override
    public BlobSink newSink() throws IOException {
      BlobSink sink = store.blobs().newSink();
      return new BlobSink() {
        @Override
        protected void append(byte[] bytes, int offset, int length) throws IOException {
          take(length);
          sink.write(bytes, offset, length);
        }

        @Override
        protected StagedBlob stage(Digests digests) throws IOException {
          return sink.finish();
        }

        @Override
        public void close() throws IOException {
          sink.close();
        }
      };
    }

    @Override
    public OptionalLong sizeBytes(Sha256 blob) throws IOException {
      return store.blobs().sizeBytes(blob);
    }

    @Override
    public SeekableByteChannel open(Sha256 blob) throws IOException {
      return store.blobs().open(blob);
    }

    @Override
    public BlobStore blobs() {
      return this;
    }

    @Override
    public void forEach(BlobVisitor visitor) throws IOException {
      store.blobs().forEach(visitor);
    }

    @Override
    public boolean delete(PublisherLock lock, Sha256 blob) throws IOException {
      return store.blobs().delete(lock, blob);
    }

    @Override
    public Generations generations() {
      return store.generations();
    }

    @Override
    public DocumentStore documents() {
      return store.documents();
    }

    @Override
    public Quarantine quarantine() {
      return store.quarantine();
    }

    @Override
    public void close() {}
  }
}
