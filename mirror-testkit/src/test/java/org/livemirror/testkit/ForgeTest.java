package org.livemirror.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.livemirror.core.trust.VerifiedCatalog;
import org.livemirror.core.trust.VerifiedPackage;

class ForgeTest {
  private final Forge forge = Forge.standard();

  @Test
  void miniTri_withItsPackage_isGood() throws Exception {
    byte[] pack = forge.pack("definitions");
    byte[] miniTri = forge.miniTri("CurDefs", 110825002, Map.of("1314282430x.m25", pack));

    VerifiedCatalog catalog =
        forge
            .verifier()
            .verifyCatalog(
                Forge.CUR_DEFS.miniTriName().path(), Forge.CUR_DEFS, Forge.content(miniTri));
    VerifiedPackage verified =
        forge.verifier().verifyPackage(catalog, "1314282430x.m25", Forge.content(pack));

    assertThat(verified.path()).hasToString("1314282430x.m25");
  }

  @Test
  void pack_fixesTheTimeOfItsMembers() throws Exception {
    try (ZipFile zip =
        ZipFile.builder()
            .setSeekableByteChannel(new SeekableInMemoryByteChannel(forge.pack("x")))
            .get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        assertThat(entry.getTimeLocal()).isEqualTo("2011-08-25T14:27:10");
      }
    }
  }

  @Test
  void avSpec_authored_isGood(@TempDir Path folder) throws Exception {
    List<Path> written = forge.author(folder, Forge.avSpec());

    assertThat(written).hasSize(2 + 2 + 3 + 1);
    byte[] miniTri = Files.readAllBytes(folder.resolve(Forge.CUR_DEFS.miniTriName().fileName()));
    VerifiedCatalog catalog =
        forge
            .verifier()
            .verifyCatalog(
                Forge.CUR_DEFS.miniTriName().path(), Forge.CUR_DEFS, Forge.content(miniTri));
    assertThat(catalog.catalog().fileNames())
        .containsExactlyInAnyOrder(
            "1314282430jtun_nav2k8enncur25.m25", "1314282430jtun_nav2k8en110824050.m25");
  }
}
