package org.livemirror.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.core.trust.Certificates;
import org.livemirror.core.trust.Proof;
import org.livemirror.core.trust.RefusedException;
import org.livemirror.core.trust.TrustPolicy;
import org.livemirror.core.trust.Verifier;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedGuard;
import org.livemirror.testkit.ForgedZip;

/** The seeds were made by {@link Seeds} under the root that lies beside them. */
@Tag("fuzz")
class SignatureFuzzTest {
  static final byte[] MEMBER = {1};
  static final byte[] GUARD = new ForgedGuard().file("a", MEMBER).bytes();
  static final String ROOT = "forged-root.pem";

  private final Verifier verifier;

  SignatureFuzzTest() throws Exception {
    Path root = Path.of(Objects.requireNonNull(SignatureFuzzTest.class.getResource(ROOT)).toURI());
    verifier = new Verifier(TrustPolicy.of(Certificates.read(root)), ArchiveLimits.DEFAULT);
  }

  @FuzzTest
  void signature(byte[] bytes) throws IOException {
    byte[] archive =
        new ForgedZip()
            .add(new ForgedZip.Entry("a", MEMBER))
            .add(new ForgedZip.Entry("v.grd", GUARD))
            .add(new ForgedZip.Entry("v.sig", bytes))
            .bytes();
    try {
      Proof proof = verifier.verifyArchive("f", Forge.content(archive));
      assertThat(proof.signer())
          .isEqualTo("cn=Forged Signer,ou=Product Group - LiveUpdate,o=Forged");
      assertThat(proof.signingTime()).isEqualTo(Forge.PUBLISHED);
      assertThat(proof.chain()).hasSize(3);
    } catch (RefusedException e) {
      OneLine.check(e);
    }
  }
}
