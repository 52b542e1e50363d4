package org.livemirror.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedChain;
import org.livemirror.testkit.ForgedGuard;

class SignatureVerifierTest {
  private static final byte[] GUARD = new ForgedGuard().file("a", new byte[] {1}).bytes();
  private static final byte[] OTHER = new ForgedGuard().file("a", new byte[] {2}).bytes();
  private static final Instant AT = Forge.PUBLISHED;
  private static final Instant BEFORE = AT.minusSeconds(1);
  private static final Instant AFTER = AT.plusSeconds(1);
  private static final ForgedChain GOOD = ForgedChain.make().chain();
  private static final String SIGNER = "cn=Forged Signer,ou=Product Group - LiveUpdate,o=Forged";
  private static final String DETACHED =
      " (expected a detached CMS signature over the bytes of v.grd)";
  private static final String CHAINED =
      " (expected a chain from '" + SIGNER + "' to a configured anchor, valid at " + AT + ")";

  /** Whether openssl, which judges neither times nor who may sign code, has the same opinion. */
  private enum Opinion {
    AGREES,
    IS_LENIENT
  }

  /**
   * One signature.
   *
   * @param message how the refusal's message starts, after the file; empty for a good one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Case(
      String name,
      TrustPolicy policy,
      byte[] signature,
      Class<? extends Refusal> rule,
      String message,
      Opinion opinion) {
    boolean good() {
      return message.isEmpty();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Case> CASES = new ArrayList<>();

  private static void good(String name, ForgedChain chain, byte[] signature) {
    CASES.add(new Case(name, policy(chain), signature, Refusal.class, "", Opinion.AGREES));
  }

  private static void bad(
      String name,
      byte[] signature,
      Class<? extends Refusal> rule,
      String message,
      Opinion opinion) {
    bad(name, GOOD, signature, rule, message, opinion);
  }

  private static void bad(
      String name,
      ForgedChain chain,
      byte[] signature,
      Class<? extends Refusal> rule,
      String message,
      Opinion opinion) {
    CASES.add(new Case(name, policy(chain), signature, rule, message, opinion));
  }

  private static TrustPolicy policy(ForgedChain chain) {
    return TrustPolicy.of(List.of(chain.root()));
  }

  private static byte[] by(ForgedChain chain) {
    return Forge.of(chain).signature(GUARD).der();
  }

  static {
    Forge forge = Forge.of(GOOD);
    good("plain", GOOD, by(GOOD));
    good("SHA-1", GOOD, forge.signature(GUARD).digest("SHA1").der());
    good("SHA-512", GOOD, forge.signature(GUARD).digest("SHA512").der());
    ForgedChain expired =
        ForgedChain.make()
            .rootValid(BEFORE, AFTER)
            .intermediateValid(BEFORE, AFTER)
            .signerValid(BEFORE, AFTER)
            .chain();
    good("a chain that expired since", expired, by(expired));
    ForgedChain sha1 = ForgedChain.make().algorithm("SHA1withRSA").chain();
    good("a chain with SHA-1", sha1, by(sha1));
    ForgedChain second =
        ForgedChain.make().signer("O=Forged,OU=Product Group - LiveUpdate,CN=Second").chain();
    good("two signers", GOOD, forge.signature(GUARD).alsoBy(second).der());
    good(
        "the root inside as well",
        GOOD,
        forge.signature(GUARD).certificates(GOOD.signer(), GOOD.intermediate(), GOOD.root()).der());

    bad(
        "over other bytes",
        Forge.of(GOOD).signature(OTHER).der(),
        Refusal.BadSignature.class,
        "BadSignature: found a signature by '"
            + SIGNER
            + "' that does not verify: message-digest attribute value does not match calculated value"
            + DETACHED,
        Opinion.AGREES);
    ForgedChain otherKey = new ForgedChain(Forge.standard().chain().key(), GOOD.certificates());
    bad(
        "by another key",
        by(otherKey),
        Refusal.BadSignature.class,
        "BadSignature: found a signature by '" + SIGNER + "' over other bytes" + DETACHED,
        Opinion.AGREES);
    bad(
        "MD5",
        forge.signature(GUARD).digest("MD5").der(),
        Refusal.BadSignature.class,
        "BadSignature: found digest algorithm 1.2.840.113549.2.5" + DETACHED,
        Opinion.IS_LENIENT);
    bad(
        "without signing-time",
        forge.signature(GUARD).withoutSigningTime().der(),
        Refusal.BadSignature.class,
        "BadSignature: found 0 signed signing-time attributes instead of one" + DETACHED,
        Opinion.IS_LENIENT);
    bad(
        "without signed attributes",
        forge.signature(GUARD).withoutSignedAttributes().der(),
        Refusal.BadSignature.class,
        "BadSignature: found 0 signed signing-time attributes instead of one" + DETACHED,
        Opinion.IS_LENIENT);
    bad(
        "two signing-times",
        forge.signature(GUARD).signingTimes(List.of(List.of(AT), List.of(AFTER))).der(),
        Refusal.BadSignature.class,
        "BadSignature: found 2 signed signing-time attributes instead of one" + DETACHED,
        Opinion.AGREES);
    bad(
        "a signing-time of two values",
        forge.signature(GUARD).signingTimes(List.of(List.of(AT, AFTER))).der(),
        Refusal.BadSignature.class,
        "BadSignature: found a signing-time of 2 values instead of one" + DETACHED,
        Opinion.AGREES);
    bad(
        "embedded content",
        forge.signature(GUARD).embedded().der(),
        Refusal.BadSignature.class,
        "BadSignature: found no CMS SignedData: it carries its own content instead of being detached"
            + DETACHED,
        Opinion.IS_LENIENT);
    bad(
        "trailing byte",
        forge.signature(GUARD).trailing((byte) 0).der(),
        Refusal.BadSignature.class,
        "BadSignature: found no CMS SignedData: ",
        Opinion.IS_LENIENT);
    bad(
        "no DER",
        new byte[] {'x'},
        Refusal.BadSignature.class,
        "BadSignature: found no CMS SignedData: ",
        Opinion.AGREES);
    bad(
        "empty",
        new byte[0],
        Refusal.BadSignature.class,
        "BadSignature: found no CMS SignedData: ",
        Opinion.AGREES);
    bad(
        "no certificates",
        forge.signature(GUARD).certificates().der(),
        Refusal.BadSignature.class,
        "BadSignature: found a signer whose certificate is not in the signature" + DETACHED,
        Opinion.AGREES);
    bad(
        "intermediate missing",
        forge.signature(GUARD).certificates(GOOD.signer()).der(),
        Refusal.UntrustedChain.class,
        "UntrustedChain: found 'cn=Forged Signer,ou=Product Group - LiveUpdate,o=Forged' is issued by 'cn=Forged Code Signing CA,o=Forged', which is no anchor and not among the certificates at hand"
            + CHAINED,
        Opinion.AGREES);
    ForgedChain stranger = ForgedChain.make().root("O=Stranger,CN=Root", "stranger").chain();
    bad(
        "unknown root",
        by(stranger),
        Refusal.UntrustedChain.class,
        "UntrustedChain: found 'cn=Forged Code Signing CA,o=Forged' is issued by 'cn=Root,o=Stranger', which is no anchor and not among the certificates at hand"
            + CHAINED,
        Opinion.AGREES);
    ForgedChain impostor =
        ForgedChain.make().root("O=Forged,CN=Forged Root CA", "stranger").chain();
    bad(
        "root of the same name and another key",
        by(impostor),
        Refusal.UntrustedChain.class,
        "UntrustedChain: found 'cn=Forged Code Signing CA,o=Forged' is not signed by the key of its issuer 'cn=Forged Root CA,o=Forged'"
            + CHAINED,
        Opinion.AGREES);
    bad(
        "second signer under an unknown root",
        forge.signature(GUARD).alsoBy(stranger).der(),
        Refusal.UntrustedChain.class,
        "UntrustedChain: found 'cn=Forged Code Signing CA,o=Forged' is issued by 'cn=Root,o=Stranger', which is no anchor and not among the certificates at hand"
            + CHAINED,
        Opinion.AGREES);
    ForgedChain late = ForgedChain.make().signerValid(AFTER, AFTER.plusSeconds(9)).chain();
    bad(
        "signer not yet valid",
        late,
        by(late),
        Refusal.UntrustedChain.class,
        "UntrustedChain: found 'cn=Forged Signer,ou=Product Group - LiveUpdate,o=Forged' is valid from 2011-08-25T14:27:11Z to 2011-08-25T14:27:20Z"
            + CHAINED,
        Opinion.IS_LENIENT);
    ForgedChain over = ForgedChain.make().signerValid(BEFORE.minusSeconds(9), BEFORE).chain();
    bad(
        "signer no longer valid",
        over,
        by(over),
        Refusal.UntrustedChain.class,
        "UntrustedChain: found 'cn=Forged Signer,ou=Product Group - LiveUpdate,o=Forged' is valid from 2011-08-25T14:27:00Z to 2011-08-25T14:27:09Z"
            + CHAINED,
        Opinion.IS_LENIENT);
    ForgedChain overCa =
        ForgedChain.make().intermediateValid(BEFORE.minusSeconds(9), BEFORE).chain();
    bad(
        "intermediate no longer valid",
        overCa,
        by(overCa),
        Refusal.UntrustedChain.class,
        "UntrustedChain: found 'cn=Forged Code Signing CA,o=Forged' is valid from 2011-08-25T14:27:00Z to 2011-08-25T14:27:09Z"
            + CHAINED,
        Opinion.IS_LENIENT);
    ForgedChain overRoot = ForgedChain.make().rootValid(BEFORE.minusSeconds(9), BEFORE).chain();
    bad(
        "root no longer valid",
        overRoot,
        by(overRoot),
        Refusal.UntrustedChain.class,
        "UntrustedChain: found 'cn=Forged Root CA,o=Forged' is valid from 2011-08-25T14:27:00Z to 2011-08-25T14:27:09Z"
            + CHAINED,
        Opinion.IS_LENIENT);
    ForgedChain noCa = ForgedChain.make().intermediateIsNoAuthority().chain();
    bad(
        "intermediate is no CA",
        noCa,
        by(noCa),
        Refusal.UntrustedChain.class,
        "UntrustedChain: found 'cn=Forged Code Signing CA,o=Forged' issued 'cn=Forged Signer,ou=Product Group - LiveUpdate,o=Forged' and is no CA"
            + CHAINED,
        Opinion.AGREES);
    ForgedChain md5 = ForgedChain.make().algorithm("MD5withRSA").chain();
    bad(
        "chain with MD5",
        md5,
        by(md5),
        Refusal.UntrustedChain.class,
        "UntrustedChain: found 'cn=Forged Signer,ou=Product Group - LiveUpdate,o=Forged' is signed with MD5withRSA, which counts only if it is pinned"
            + CHAINED,
        Opinion.IS_LENIENT);
    ForgedChain noPurpose = ForgedChain.make().purposes().chain();
    bad(
        "no extended key usage",
        noPurpose,
        by(noPurpose),
        Refusal.SignerNotAllowed.class,
        "SignerNotAllowed: found extended key usage [] (expected codeSigning (1.3.6.1.5.5.7.3.3))",
        Opinion.IS_LENIENT);
    ForgedChain mail = ForgedChain.make().purposes(KeyPurposeId.id_kp_emailProtection).chain();
    bad(
        "another purpose",
        mail,
        by(mail),
        Refusal.SignerNotAllowed.class,
        "SignerNotAllowed: found extended key usage [1.3.6.1.5.5.7.3.4] (expected codeSigning (1.3.6.1.5.5.7.3.3))",
        Opinion.IS_LENIENT);
    ForgedChain authority = ForgedChain.make().signerIsAuthority().chain();
    bad(
        "a CA signs",
        authority,
        by(authority),
        Refusal.SignerNotAllowed.class,
        "SignerNotAllowed: found a CA certificate (expected a signer's)",
        Opinion.IS_LENIENT);
    ForgedChain encipher = ForgedChain.make().signerUsage(KeyUsage.keyEncipherment).chain();
    bad(
        "a key not for signatures",
        encipher,
        by(encipher),
        Refusal.SignerNotAllowed.class,
        "SignerNotAllowed: found a key not for signatures (expected key usage digitalSignature)",
        Opinion.IS_LENIENT);
    ForgedChain unit =
        ForgedChain.make()
            .signer("O=Forged,OU=Product Group - LiveUpdate\\, and more,CN=Forged Signer")
            .chain();
    bad(
        "wrong OU",
        unit,
        by(unit),
        Refusal.SignerNotAllowed.class,
        "SignerNotAllowed: found signer 'cn=Forged Signer,ou=Product Group - LiveUpdate\\, and more,o=Forged' (expected OU one of [Product Group - LiveUpdate])",
        Opinion.IS_LENIENT);
  }

  static List<Case> cases() {
    return CASES;
  }

  private static SignatureVerifier.Signer verify(TrustPolicy policy, byte[] signature)
      throws RefusedException {
    return new SignatureVerifier(policy).verify("f", "v.grd", GUARD, signature);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void verify_case_isJudged(Case it) throws Exception {
    if (it.good()) {
      assertThat(verify(it.policy(), it.signature()).signingTime()).isEqualTo(AT);
      return;
    }
    RefusedException e =
        catchThrowableOfType(RefusedException.class, () -> verify(it.policy(), it.signature()));
    assertThat(e).as("refusal").isNotNull();
    assertThat(e.refusal()).isInstanceOf(it.rule());
    assertThat(e).hasMessageStartingWith("f: " + it.message());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void openssl_case_isJudgedLikeHere(Case it, @TempDir Path folder) throws Exception {
    boolean verdict =
        new Openssl(folder).verifies(GUARD, it.signature(), it.policy().anchors().get(0));

    assertThat(verdict).isEqualTo(it.good() || it.opinion() == Opinion.IS_LENIENT);
  }

  @Test
  void verify_good_tellsSignerAndChain() throws Exception {
    SignatureVerifier.Signer signer = verify(policy(GOOD), by(GOOD));

    assertThat(signer.name()).isEqualTo(SIGNER);
    assertThat(signer.chain().certificates()).isEqualTo(GOOD.certificates());
  }

  @Test
  void verify_intermediateFromThePolicy_isGood() throws Exception {
    TrustPolicy policy =
        TrustPolicy.builder()
            .anchors(List.of(GOOD.root()))
            .intermediates(List.of(GOOD.intermediate()))
            .organizationalUnits(List.of())
            .organizations(List.of("Forged"))
            .build();
    byte[] signature = Forge.of(GOOD).signature(GUARD).certificates(GOOD.signer()).der();

    assertThat(verify(policy, signature).chain().certificates()).hasSize(3);
  }

  @Test
  void verify_otherOrganization_isRefused() {
    TrustPolicy policy =
        TrustPolicy.builder()
            .anchors(List.of(GOOD.root()))
            .organizationalUnits(List.of())
            .organizations(List.of("Symantec Corp"))
            .build();

    RefusedException e =
        catchThrowableOfType(RefusedException.class, () -> verify(policy, by(GOOD)));

    assertThat(e.refusal())
        .isEqualTo(
            new Refusal.SignerNotAllowed(
                "f", SIGNER, "signer '" + SIGNER + "'", "O one of [Symantec Corp]"));
  }

  @Test
  void verify_noAnchor_isRefused() {
    RefusedException e =
        catchThrowableOfType(
            RefusedException.class, () -> verify(TrustPolicy.of(List.of()), by(GOOD)));

    assertThat(e.refusal())
        .isEqualTo(
            new Refusal.UntrustedChain(
                "f",
                SIGNER,
                AT,
                "'cn=Forged Code Signing CA,o=Forged' is issued by 'cn=Forged Root CA,o=Forged', which is no anchor and not among the certificates at hand"));
  }

  @Test
  void verify_anyBytesChanged_isRefusedOrStillOverTheGuard() {
    byte[] good = by(GOOD);
    Random random = new Random(11);
    for (int round = 0; round < 1500; round++) {
      byte[] changed = good.clone();
      for (int i = 0; i <= round % 3; i++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      byte[] cut = round % 5 == 0 ? Arrays.copyOf(changed, random.nextInt(good.length)) : changed;
      try {
        assertThat(verify(policy(GOOD), cut).signingTime()).isEqualTo(AT);
      } catch (RefusedException expected) {
        assertThat(expected.refusal().message()).doesNotContain("\n");
      }
    }
  }

  @Test
  void verify_md5InTheSignatureAlgorithmOnly_isRefused() {
    byte[] md5WithRsa = HexFormat.of().parseHex("06092a864886f70d010104");
    byte[] sha256WithRsa = HexFormat.of().parseHex("06092a864886f70d01010b");
    byte[] signature = by(GOOD);
    int at = lastIndexOf(signature, sha256WithRsa);
    System.arraycopy(md5WithRsa, 0, signature, at, md5WithRsa.length);

    RefusedException e =
        catchThrowableOfType(RefusedException.class, () -> verify(policy(GOOD), signature));

    assertThat(e.refusal())
        .isEqualTo(
            new Refusal.BadSignature("f", "v.grd", "signature algorithm 1.2.840.113549.1.1.4"));
  }

  private static int lastIndexOf(byte[] bytes, byte[] part) {
    int at = bytes.length - part.length;
    while (!Arrays.equals(bytes, at, at + part.length, part, 0, part.length)) {
      at--;
    }
    return at;
  }

  @Test
  void verify_lineBreakInTheSignersName_staysOneLine() {
    ForgedChain chain = ForgedChain.make().signer("O=Forged,OU=x\\0Aready http=evil").chain();

    RefusedException e =
        catchThrowableOfType(RefusedException.class, () -> verify(policy(chain), by(chain)));

    assertThat(e.refusal().message()).doesNotContain("\n").contains("ou=x?ready http");
  }

  @Test
  void verify_deeplyNestedDer_isRefused() {
    byte[] nested = new byte[SignatureVerifier.MAX_SIGNATURE_BYTES];
    for (int at = 0; at < nested.length; at += 2) {
      nested[at] = 0x30;
      nested[at + 1] = (byte) 0x80;
    }

    RefusedException e =
        catchThrowableOfType(RefusedException.class, () -> verify(policy(GOOD), nested));

    assertThat(e.refusal()).isInstanceOf(Refusal.BadSignature.class);
  }
}
