package org.livemirror.core.author;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.trust.Openssl;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.testkit.Forge;

class AuthorTest {
  private static final String MINI_TRI = Forge.CUR_DEFS.miniTriName().fileName();

  private final Forge forge = Forge.standard();
  @TempDir private Path folder;

  private static ContentSpec spec(String file, Optional<ContentSpec.Payload> payload) {
    return new ContentSpec(
        Forge.PUBLISHED,
        "L",
        List.of(
            new ContentSpec.Product(
                Forge.CUR_DEFS,
                List.of(new ContentSpec.Item("CurDefs", 1, file, payload, Map.of("X", "y"))))));
  }

  private static ContentSpec files(Path path) {
    return spec("x.m25", Optional.of(new ContentSpec.Payload.Files(path)));
  }

  private static byte[] member(Path zip, String name) throws IOException {
    try (ZipFile file = ZipFile.builder().setPath(zip).get()) {
      return file.getInputStream(file.getEntry(name)).readAllBytes();
    }
  }

  private VerifiedCatalog catalog(Path out) throws Exception {
    return forge
        .verifier()
        .verifyCatalog(
            Forge.CUR_DEFS.miniTriName().path(),
            Forge.CUR_DEFS,
            Forge.content(Files.readAllBytes(out.resolve(MINI_TRI))));
  }

  @Test
  void write_everyFile_passesTheVerifierAndOpenssl() throws Exception {
    Openssl openssl = new Openssl(Files.createDirectory(folder.resolve("openssl")));
    Path out = folder.resolve("out");

    List<Path> written = forge.author(out, Forge.avSpec());

    for (Path file : written.subList(0, written.size() - 1)) {
      forge.verifier().verifyArchive("f", Forge.content(Files.readAllBytes(file)));
      String stem = file.toString().endsWith("_livetri.zip") ? "liveupdt" : "v";
      assertThat(
              openssl.verifies(
                  member(file, stem + ".grd"), member(file, stem + ".sig"), forge.key().root()))
          .as("%s", file)
          .isTrue();
    }
    assertThat(written.get(written.size() - 1)).hasBinaryContent(new byte[] {0x20});
  }

  @Test
  void write_twice_givesTheSameBytes() throws Exception {
    List<Path> first = forge.author(folder.resolve("1"), Forge.avSpec());
    Map<String, byte[]> before = new HashMap<>();
    for (Path file : first) {
      before.put(file.getFileName().toString(), Files.readAllBytes(file));
    }

    for (Path file : forge.author(folder.resolve("2"), Forge.avSpec())) {
      assertThat(file).hasBinaryContent(before.get(file.getFileName().toString()));
    }
  }

  @Test
  void write_randomPayload_isItsSeeds() throws Exception {
    forge.author(folder, spec("a.m25", Optional.of(new ContentSpec.Payload.Random(100_003, 1))));
    forge.author(folder, spec("b.m25", Optional.of(new ContentSpec.Payload.Random(100_003, 1))));
    forge.author(folder, spec("c.m25", Optional.of(new ContentSpec.Payload.Random(100_003, 2))));

    byte[] a = member(folder.resolve("1314282430a.m25"), "content.dat");
    assertThat(a).hasSize(100_003);
    assertThat(member(folder.resolve("1314282430b.m25"), "content.dat")).isEqualTo(a);
    assertThat(member(folder.resolve("1314282430c.m25"), "content.dat")).isNotEqualTo(a);
  }

  @Test
  void write_nameWithTenDigits_isKept() throws Exception {
    List<Path> written =
        forge.author(
            folder, spec("1300000000x.m25", Optional.of(new ContentSpec.Payload.Random(1, 1))));

    assertThat(written).first().isEqualTo(folder.resolve("1300000000x.m25"));
    assertThat(catalog(folder).catalog().fileNames()).containsExactly("1300000000x.m25");
  }

  @Test
  void write_folder_packsItsFilesByRelativeName() throws Exception {
    Path payload = folder.resolve("in");
    Files.createDirectories(payload.resolve("sub"));
    Files.writeString(payload.resolve("a.txt"), "A");
    Files.writeString(payload.resolve("sub/b.txt"), "B");

    forge.author(folder, files(payload));

    Path file = folder.resolve("1314282430x.m25");
    assertThat(member(file, "sub/b.txt")).isEqualTo(new byte[] {'B'});
    forge
        .verifier()
        .verifyPackage(catalog(folder), "1314282430x.m25", Forge.content(Files.readAllBytes(file)));
  }

  @Test
  void write_withoutPayload_keepsThePackageThatIsThere() throws Exception {
    byte[] pack = forge.pack("already there");
    Path file = Files.write(folder.resolve("1314282430x.m25"), pack);

    List<Path> written = forge.author(folder, spec("x.m25", Optional.empty()));

    assertThat(written).doesNotContain(file);
    forge.verifier().verifyPackage(catalog(folder), "1314282430x.m25", Forge.content(pack));
  }

  @Test
  void write_withoutPayloadAndPackage_fails() {
    assertThatThrownBy(() -> forge.author(folder, spec("x.m25", Optional.empty())))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("1314282430x.m25");
  }

  @Test
  void write_twoFilesOfOneName_isRefused() throws Exception {
    Path payload = folder.resolve("in");
    Files.createDirectories(payload.resolve("sub"));
    Files.writeString(payload.resolve("a.txt"), "A");
    Files.writeString(payload.resolve("sub/a.txt"), "B");

    assertThatThrownBy(() -> forge.author(folder, files(payload)))
        .hasMessage(
            "sub/a.txt: found a second file of that name (expected one, as guards ignore folders)");
  }

  @Test
  void write_signatureInThePayload_isRefused() throws Exception {
    Path payload = Files.createDirectory(folder.resolve("in"));
    Files.writeString(payload.resolve("V.SIG"), "");

    assertThatThrownBy(() -> forge.author(folder, files(payload)))
        .hasMessage(
            "V.SIG: found a guard or signature in the payload (expected what is to be guarded)");
  }

  @Test
  void signingKey_savedAndLoaded_signsTheSame() throws Exception {
    Path file = folder.resolve("key.p12");
    forge.key().save(file, "secret".toCharArray());

    SigningKey loaded = SigningKey.load(file, "secret".toCharArray());

    assertThat(loaded.certificate()).isEqualTo(forge.key().certificate());
    assertThat(loaded.root()).isEqualTo(forge.key().root());
    assertThat(loaded.sign(new byte[] {1}, Forge.PUBLISHED))
        .isEqualTo(forge.key().sign(new byte[] {1}, Forge.PUBLISHED));
  }

  @Test
  void signingKey_wrongPassword_tellsTheFile() throws Exception {
    Path file = folder.resolve("key.p12");
    forge.key().save(file, "secret".toCharArray());

    assertThatThrownBy(() -> SigningKey.load(file, "wrong".toCharArray()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file
                + ": not a PKCS#12 file that this password opens: keystore password was incorrect");
  }

  @Test
  void signingKey_noPkcs12_tellsTheFile() throws Exception {
    Path file = Files.writeString(folder.resolve("key.p12"), "text");

    assertThatThrownBy(() -> SigningKey.load(file, "x".toCharArray()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": not a PKCS#12 file that this password opens: ");
  }
}
