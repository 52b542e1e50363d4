package org.livemirror.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.livemirror.core.format.Archive;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.store.BlobSink;
import org.livemirror.store.Digests;
import org.livemirror.store.Scratch;
import org.livemirror.store.StagedBlob;
import org.livemirror.store.file.FileContentStore;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedArchive;
import org.livemirror.testkit.ForgedChain;
import org.livemirror.testkit.SettableClock;

/** Archives inside packages; the rules themselves are in the attack cases {@code inner_*}. */
final class InnerGuardsTest {
  private static final Forge FORGE = Forge.standard();
  private static final Forge OTHER =
      Forge.of(ForgedChain.make().root("O=Other,CN=Root", "other").chain());
  private static final String FILE = "1314282430x.m25";

  @TempDir Path data;

  private Scratch scratch() throws IOException {
    return FileContentStore.open(data, new SettableClock(Forge.PUBLISHED)).blobs();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (Files.exists(data.resolve("incoming"))) {
      try (Stream<Path> files = Files.walk(data)) {
        assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
            .allMatch(name -> name.equals("LOCK"));
      }
    }
  }

  private static TrustPolicy policy(int depth) {
    return TrustPolicy.builder()
        .anchors(List.of(FORGE.chain().root(), OTHER.chain().root()))
        .innerGuards(depth)
        .build();
  }

  private static Verifier verifier(int depth, ArchiveLimits limits, Scratch scratch) {
    return new Verifier(policy(depth), limits, scratch);
  }

  private static Refusal refusal(Verifier verifier, byte[] archive) {
    RefusedException e =
        catchThrowableOfType(
            RefusedException.class, () -> verifier.verifyArchive("f", Forge.content(archive)));
    assertThat(e).as("refusal").isNotNull();
    return e.refusal();
  }

  /** A package with good archives inside, each of so many bytes and a guard. */
  private static byte[] packed(int archives, int bytesEach) {
    ForgedArchive outer = FORGE.archive();
    for (int i = 0; i < archives; i++) {
      outer.member("inner" + i + ".zip", FORGE.pack("a", new byte[bytesEach]));
    }
    return outer.sign("v").zip();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void archiveInside_atSmallDepth_isNotSpooled(int depth) throws Exception {
    FullDisk disk = new FullDisk(scratch());
    byte[] inner = FORGE.archive().stray("a", new byte[1]).sign("v", new byte[0]).zip();
    byte[] outer = FORGE.archive().member("inner.zip", inner).sign("v").zip();

    verifier(depth, ArchiveLimits.DEFAULT, disk).verifyArchive("f", Forge.content(outer));
    verifyPackage(verifier(depth, ArchiveLimits.DEFAULT, disk), outer);

    assertThat(disk.sinks).hasValue(0);
  }

  private static VerifiedPackage verifyPackage(Verifier verifier, byte[] outer) throws Exception {
    VerifiedCatalog catalog =
        FORGE
            .verifier()
            .verifyCatalog(
                Forge.CUR_DEFS.miniTriName().path(),
                Forge.CUR_DEFS,
                Forge.content(FORGE.miniTri("CurDefs", 110825002, Map.of(FILE, outer))));
    return verifier.verifyPackage(catalog, FILE, Forge.content(outer));
  }

  @Test
  void certificates_ofAnArchiveInside_areThePackages() throws Exception {
    byte[] outer = FORGE.archive().member("inner.zip", OTHER.pack("x")).sign("v").zip();

    assertThat(verifyPackage(verifier(1, ArchiveLimits.DEFAULT, scratch()), outer).certificates())
        .doesNotContain(OTHER.chain().signer());
    assertThat(verifyPackage(verifier(2, ArchiveLimits.DEFAULT, scratch()), outer).certificates())
        .contains(FORGE.chain().signer(), OTHER.chain().signer());
  }

  @Test
  void memberThatOnlyBeginsLikeText_isNoArchive() throws Exception {
    byte[] outer =
        FORGE
            .archive()
            .member("a.txt", "PKWARE made the zip")
            .member("b.txt", "7z")
            .member("c", "")
            .sign("v")
            .zip();
    FullDisk disk = new FullDisk(scratch());

    verifier(4, ArchiveLimits.DEFAULT, disk).verifyArchive("f", Forge.content(outer));

    assertThat(disk.sinks).hasValue(0);
  }

  @Test
  void unpackedBytes_ofAllLevels_countTogether() throws Exception {
    byte[] outer = packed(3, 10_000);
    long total = unpackedBytes(outer);
    ArchiveLimits enough = ArchiveLimits.DEFAULT.withMaxTotalBytes(total);

    verifier(2, enough, scratch()).verifyArchive("f", Forge.content(outer));

    Refusal refusal = refusal(verifier(2, enough.withMaxTotalBytes(total - 1), scratch()), outer);
    assertThat(refusal).isInstanceOf(Refusal.Malformed.class);
    assertThat(refusal.file()).isEqualTo("f!inner2.zip");
    assertThat(refusal.found()).matches("more than \\d+ bytes unpacked");
  }

  /** The unpacked bytes of an archive and of those inside it. */
  private static long unpackedBytes(byte[] archive) throws Exception {
    List<byte[]> members = new ArrayList<>();
    Archive.walk(
        Forge.content(archive).open(),
        ArchiveLimits.DEFAULT,
        (name, content) -> members.add(content.readAllBytes()));
    long sum = 0;
    for (byte[] member : members) {
      sum += member.length + (Archive.isHead(Arrays.copyOf(member, 4)) ? unpackedBytes(member) : 0);
    }
    return sum;
  }

  @Test
  void archivesInside_ofOnePackage_areAtMost64() throws Exception {
    Verifier verifier = verifier(2, ArchiveLimits.DEFAULT, scratch());

    verifier.verifyArchive("f", Forge.content(packed(64, 1)));

    assertThat(refusal(verifier, packed(65, 1)))
        .extracting(Refusal::file, Refusal::found)
        .containsExactly("f", "more than 64 archives inside");
  }

  @Test
  void archivesInside_ofAllLevels_countTogether() throws Exception {
    byte[] outer =
        FORGE
            .archive()
            .member("one.zip", packed(62, 1))
            .member("two.zip", packed(1, 1))
            .sign("v")
            .zip();

    assertThat(refusal(verifier(3, ArchiveLimits.DEFAULT, scratch()), outer).file())
        .isEqualTo("f!two.zip");
    verifier(2, ArchiveLimits.DEFAULT, scratch()).verifyArchive("f", Forge.content(outer));
  }

  @Test
  void diskThatIsFull_isTroubleWithTheDiskAndNoRefusal() throws Exception {
    Verifier verifier = verifier(2, ArchiveLimits.DEFAULT, new FullDisk(scratch()));

    assertThatThrownBy(() -> verifier.verifyArchive("f", Forge.content(packed(2, 1))))
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device");
  }

  @Test
  void depth_isAPartOfThePolicy() throws Exception {
    assertThat(Stream.of(0, 1, 2, 3, 4).map(depth -> policy(depth).fingerprint()))
        .doesNotHaveDuplicates();
    for (int depth : new int[] {-1, 5}) {
      assertThatThrownBy(() -> policy(depth))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("inner guards of depth " + depth + " (expected 0 to 4)");
    }
  }

  @Test
  void verifierWithoutScratch_ofADeepPolicy_isABug() {
    assertThatThrownBy(() -> new Verifier(policy(2), ArchiveLimits.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** A disk that takes the first bytes of every file and no more. */
  private static final class FullDisk implements Scratch {
    private final Scratch store;
    private final AtomicInteger sinks = new AtomicInteger();

    FullDisk(Scratch store) {
      this.store = store;
    }

    @Override
    public BlobSink newSink() throws IOException {
      sinks.incrementAndGet();
      BlobSink sink = store.newSink();
      return new BlobSink() {
        @Override
        protected void append(byte[] bytes, int offset, int length) throws IOException {
          sink.write(bytes, offset, 1);
          throw new IOException("No space left on device");
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
  }
}
