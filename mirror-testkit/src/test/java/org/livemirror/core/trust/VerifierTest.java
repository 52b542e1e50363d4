package org.livemirror.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.livemirror.core.format.ArchiveLimits;
import org.livemirror.store.ContentPath;
import org.livemirror.store.Digester;
import org.livemirror.store.Digests;
import org.livemirror.testkit.Forge;
import org.livemirror.testkit.ForgedArchive;
import org.livemirror.testkit.ForgedChain;
import org.livemirror.testkit.ForgedGuard;

class VerifierTest {
  private static final Forge FORGE = Forge.standard();
  private static final Forge STRANGER =
      Forge.of(ForgedChain.make().root("O=Stranger,CN=Root", "stranger").chain());
  private static final byte[] ONE = {1};
  private static final byte[] TWO = {2};
  private static final ContentPath PATH = Forge.CUR_DEFS.miniTriName().path();

  private static ForgedGuard guard() {
    return new ForgedGuard();
  }

  private static byte[] signature(byte[] guard) {
    return FORGE.signature(guard).der();
  }

  private static Digests digests(byte[] bytes) {
    Digester digester = new Digester();
    digester.update(bytes, 0, bytes.length);
    return digester.finish();
  }

  private static Proof archive(byte[] bytes) throws Exception {
    return FORGE.verifier().verifyArchive("f", Forge.content(bytes));
  }

  private static Refusal refusal(ThrowingCallable call) {
    RefusedException e = catchThrowableOfType(RefusedException.class, call);
    assertThat(e).as("refusal").isNotNull();
    assertThat(e).hasMessage(e.refusal().message());
    assertThat(e.refusal().message()).doesNotContain("\n");
    return e.refusal();
  }

  static List<Arguments> good() {
    byte[] v = guard().file("a", ONE).bytes();
    return List.of(
        Arguments.of("CRLF", FORGE.archive().stray("a", ONE).sign("v", v)),
        Arguments.of(
            "LF", FORGE.archive().stray("a", ONE).sign("v", guard().lf().file("a", ONE).bytes())),
        Arguments.of(
            "upper-case digests and name",
            FORGE.archive().stray("a", ONE).sign("V", guard().upperCase().file("A", ONE).bytes())),
        Arguments.of(
            "no header",
            FORGE
                .archive()
                .stray("a", ONE)
                .sign("v", guard().withoutHeader().file("a", ONE).bytes())),
        Arguments.of(
            "SHA-1 only",
            FORGE.archive().stray("a", ONE).sign("v", guard().sha1Only().file("a", ONE).bytes())),
        Arguments.of(
            "guard first, file in a folder", FORGE.archive().sign("x/v", v).stray("d/A", ONE)),
        Arguments.of(
            "an entry for a file that is nowhere",
            FORGE.archive().member("a", ONE).beside("old.zip", TWO).sign("v")),
        Arguments.of(
            "several pairs", FORGE.archive().member("a", ONE).sign("v").member("b", TWO).sign("w")),
        Arguments.of(
            "v1.sig instead of v.sig",
            FORGE.archive().stray("a", ONE).stray("v.grd", v).stray("v1.sig", signature(v))),
        Arguments.of(
            "v1.sig good, v.sig of another chain",
            FORGE
                .archive()
                .stray("a", ONE)
                .pair("v", v, STRANGER.signature(v).der())
                .stray("v1.sig", signature(v))),
        Arguments.of(
            "v and v1 with a guard each",
            FORGE.archive().member("a", ONE).sign("v").member("b", TWO).sign("v1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("good")
  void verifyArchive_good_givesProof(String name, ForgedArchive archive) throws Exception {
    byte[] zip = archive.zip();

    assertThat(archive(zip).digests()).as(name).isEqualTo(digests(zip));
    assertThat(archive(archive.sevenZip()).signingTime()).isEqualTo(Forge.PUBLISHED);
  }

  static List<Arguments> bad() {
    byte[] v = guard().file("a", ONE).bytes();
    byte[] twice = "[File-a]\n[File-A]\n".getBytes(StandardCharsets.US_ASCII);
    byte[] undigested = "[File-a]\n".getBytes(StandardCharsets.US_ASCII);
    return List.of(
        Arguments.of(
            FORGE.archive().stray("a", ONE),
            new Refusal.Unsigned("f", Optional.empty()),
            "f: Unsigned: found no guard (expected a .grd member with its .sig)"),
        Arguments.of(
            FORGE.archive().stray("a", ONE).stray("v.grd", v),
            new Refusal.Unsigned("f", Optional.of("v.grd")),
            "f: Unsigned: found no signature for v.grd (expected v.sig)"),
        Arguments.of(
            FORGE.archive().stray("a", ONE).stray("x/v.grd", v).stray("v.sig", signature(v)),
            new Refusal.Unsigned("f", Optional.of("x/v.grd")),
            "f: Unsigned: found no signature for x/v.grd (expected x/v.sig)"),
        Arguments.of(
            FORGE.archive().member("a", ONE).sign("v").stray("w.grd", v),
            new Refusal.Unsigned("f", Optional.of("w.grd")),
            "f: Unsigned: found no signature for w.grd (expected w.sig)"),
        Arguments.of(
            FORGE.archive().member("a", ONE).sign("v").stray("w.sig", signature(v)),
            new Refusal.Unguarded("f", "w.sig"),
            "f: Unguarded: found member w.sig in no guard (expected [File-w.sig] in a guard of the archive)"),
        Arguments.of(
            FORGE.archive().member("a", ONE).sign("v").stray("evil.exe", TWO),
            new Refusal.Unguarded("f", "evil.exe"),
            "f: Unguarded: found member evil.exe in no guard (expected [File-evil.exe] in a guard of the archive)"),
        Arguments.of(
            FORGE.archive().stray("a", TWO).sign("v", v),
            new Refusal.DigestMismatch(
                "f",
                "a",
                "SHA-256",
                digests(TWO).sha256().toString(),
                digests(ONE).sha256().toString()),
            "f: DigestMismatch: a: found SHA-256 "
                + digests(TWO).sha256()
                + " (expected "
                + digests(ONE).sha256()
                + ")"),
        Arguments.of(
            FORGE.archive().stray("a", TWO).sign("v", guard().sha1Only().file("a", ONE).bytes()),
            new Refusal.DigestMismatch(
                "f", "a", "SHA-1", digests(TWO).sha1().toString(), digests(ONE).sha1().toString()),
            "f: DigestMismatch: a: found SHA-1 "
                + digests(TWO).sha1()
                + " (expected "
                + digests(ONE).sha1()
                + ")"),
        Arguments.of(
            FORGE.archive().stray("x/a", ONE).stray("y/a", TWO).sign("v", v),
            new Refusal.DigestMismatch(
                "f",
                "y/a",
                "SHA-256",
                digests(TWO).sha256().toString(),
                digests(ONE).sha256().toString()),
            "f: DigestMismatch: y/a: found SHA-256 "
                + digests(TWO).sha256()
                + " (expected "
                + digests(ONE).sha256()
                + ")"),
        Arguments.of(
            FORGE.archive().stray("a", ONE).sign("v", v).sign("w", guard().file("a", TWO).bytes()),
            new Refusal.DigestMismatch(
                "f",
                "a",
                "SHA-256",
                digests(ONE).sha256().toString(),
                digests(TWO).sha256().toString()),
            "f: DigestMismatch: a: found SHA-256 "
                + digests(ONE).sha256()
                + " (expected "
                + digests(TWO).sha256()
                + ")"),
        Arguments.of(
            FORGE.archive().stray("a", ONE).sign("v", guard().expired().file("a", ONE).bytes()),
            new Refusal.Withdrawn("f", "a"),
            "f: Withdrawn: found SHA1_EXPIRED for a (expected a file that is not withdrawn)"),
        Arguments.of(
            FORGE.archive().stray("a", ONE).sign("v", undigested),
            new Refusal.NoDigest("f", "a", "no digest of a", "SHA1= or SHA256="),
            "f: NoDigest: found no digest of a (expected SHA1= or SHA256=)"),
        Arguments.of(
            FORGE.archive().stray("a", ONE).sign("v", twice),
            new Refusal.Malformed("f", "v.grd line 2", "a second [File-A]", "one section per file"),
            "f: Malformed: v.grd line 2: found a second [File-A] (expected one section per file)"),
        Arguments.of(
            FORGE.archive().stray("a", ONE).stray("v.grd", v).stray("v.sig", new byte[65537]),
            new Refusal.Malformed("f", "member v.sig", "more than 65536 bytes", "at most that"),
            "f: Malformed: member v.sig: found more than 65536 bytes (expected at most that)"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void verifyArchive_bad_isRefused(ForgedArchive archive, Refusal refusal, String message) {
    byte[] zip = archive.zip();

    assertThat(refusal(() -> archive(zip))).isEqualTo(refusal);
    assertThat(refusal.message()).isEqualTo(message);
  }

  @Test
  void verifyArchive_guardSignedByAStranger_isRefused() {
    byte[] zip = STRANGER.archive().member("a", ONE).sign("v").zip();

    assertThat(refusal(() -> archive(zip))).isInstanceOf(Refusal.UntrustedChain.class);
  }

  @Test
  void verifyArchive_oneOfTwoPairsByAStranger_isRefused() {
    byte[] w = guard().file("b", TWO).bytes();
    byte[] zip =
        FORGE
            .archive()
            .member("a", ONE)
            .sign("v")
            .stray("b", TWO)
            .pair("w", w, STRANGER.signature(w).der())
            .zip();

    assertThat(refusal(() -> archive(zip))).isInstanceOf(Refusal.UntrustedChain.class);
  }

  @Test
  void verifyArchive_manyBigSignatures_isRefusedBeforeTheyFillMemory() {
    ForgedArchive archive = FORGE.archive().member("a", ONE).sign("v");
    for (int i = 0; i < 100; i++) {
      archive.stray("x" + i + ".sig", new byte[65536]);
    }
    byte[] zip = archive.zip();

    assertThat(refusal(() -> archive(zip)).found())
        .isEqualTo("more than 6291456 bytes of guards, signatures and TRI");
  }

  @Test
  void verifyArchive_sha1OnlyWherePolicyWantsMore_isRefused() {
    TrustPolicy strict =
        TrustPolicy.builder().anchors(List.of(FORGE.chain().root())).requireSha256(true).build();
    byte[] zip =
        FORGE.archive().stray("a", ONE).sign("v", guard().sha1Only().file("a", ONE).bytes()).zip();

    assertThat(
            refusal(
                () ->
                    new Verifier(strict, ArchiveLimits.DEFAULT)
                        .verifyArchive("f", Forge.content(zip))))
        .isEqualTo(
            new Refusal.NoDigest("f", "a", "SHA-1 only for a", "SHA256=, as the policy requires"));
  }

  private static VerifiedCatalog catalog(byte[] miniTri) throws Exception {
    return FORGE.verifier().verifyCatalog(PATH, Forge.CUR_DEFS, Forge.content(miniTri));
  }

  @Test
  void verifyCatalog_good_tellsWhoVouches() throws Exception {
    Map<String, byte[]> packages = Map.of("1314282430x.m25", FORGE.pack("x"));
    byte[] miniTri = FORGE.miniTri("CurDefs", 110825002, packages);

    Proof proof = catalog(miniTri).proof();

    assertThat(proof)
        .isEqualTo(
            new Proof(
                PATH.toString(),
                "liveupdt.grd",
                "cn=LiveMirror Test,ou=Product Group - LiveUpdate,o=LiveMirror Test",
                Forge.PUBLISHED,
                Optional.of(Forge.PUBLISHED),
                FORGE.chain().certificates().stream().map(Certificates::fingerprint).toList(),
                FORGE.policy().fingerprint(),
                digests(miniTri)));
  }

  @Test
  void verifyCatalog_anotherGoodPairInFront_doesNotSpeakForTheTri() throws Exception {
    byte[] old = guard().lastModified(Instant.EPOCH).file("a", ONE).bytes();
    byte[] miniTri =
        FORGE
            .archive()
            .sign("aaa", old)
            .member("liveupdt.tri", "[Header]\r\n")
            .sign("liveupdt")
            .zip();

    assertThat(catalog(miniTri).proof().guard()).isEqualTo("liveupdt.grd");
  }

  @Test
  void verifyCatalog_withoutTri_isRefused() {
    byte[] zip = FORGE.archive().member("sub/liveupdt.tri", "").sign("liveupdt").zip();

    assertThat(refusal(() -> catalog(zip))).isEqualTo(new Refusal.NoTri(PATH.toString()));
  }

  @Test
  void verifyCatalog_malformedTri_isRefused() {
    byte[] zip = FORGE.miniTri("[Item1]\nnonsense\n", Map.of());

    assertThat(refusal(() -> catalog(zip)))
        .isEqualTo(
            new Refusal.Malformed(
                PATH.toString(),
                "liveupdt.tri line 2",
                "'nonsense'",
                "key=value, a [section], a comment or an empty line"));
  }

  @Test
  void verifyCatalog_packageInNoGuard_isRefused() {
    byte[] zip = FORGE.miniTri("[Item1]\nFileName=1314282430x.m25\n", Map.of());

    assertThat(refusal(() -> catalog(zip)))
        .isEqualTo(new Refusal.PackageNotGuarded(PATH.toString(), "1314282430x.m25"));
  }

  @Test
  void verifyPackage_otherBytes_isRefused() throws Exception {
    byte[] good = FORGE.pack("x");
    byte[] other = FORGE.pack("y");
    VerifiedCatalog catalog = catalog(FORGE.miniTri("CurDefs", 1, Map.of("1314282430x.m25", good)));

    assertThat(
            refusal(
                () ->
                    FORGE
                        .verifier()
                        .verifyPackage(catalog, "1314282430x.m25", Forge.content(other))))
        .isEqualTo(
            new Refusal.DigestMismatch(
                "1314282430x.m25",
                "1314282430x.m25",
                "SHA-256",
                digests(other).sha256().toString(),
                digests(good).sha256().toString()));
  }

  @Test
  void verifyPackage_namedByTheCatalogButUnsignedInside_isRefused() throws Exception {
    byte[] unsigned = FORGE.archive().stray("a", ONE).zip();
    VerifiedCatalog catalog =
        catalog(FORGE.miniTri("CurDefs", 1, Map.of("1314282430x.m25", unsigned)));

    assertThat(
            refusal(
                () ->
                    FORGE
                        .verifier()
                        .verifyPackage(catalog, "1314282430x.m25", Forge.content(unsigned))))
        .isEqualTo(new Refusal.Unsigned("1314282430x.m25", Optional.empty()));
  }
}
